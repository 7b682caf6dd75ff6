package dev.tributary.examples;

import dev.tributary.CheckpointStore;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of programs that read a binlog. */
final class MySqlOptions {

    @Option(
            names = "--mysql",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "The server to read from; further ones that can take its place.")
    private List<String> addresses = List.of();

    @Option(
            names = "--user",
            required = true,
            description = "A user with REPLICATION SLAVE, REPLICATION CLIENT and SELECT.")
    private String user = "";

    @Option(
            names = "--password",
            defaultValue = "",
            converter = SecretConverter.class,
            description = "Its password, or env:NAME or file:PATH.")
    private Secret password = Secret.of("");

    @Option(
            names = "--tables",
            required = true,
            split = ",",
            paramLabel = "T",
            description = "What to capture: database.table, database.*, or a regular expression.")
    private List<String> tables = List.of();

    @Option(
            names = "--from",
            defaultValue = "now",
            converter = StartConverter.class,
            paramLabel = "PLACE",
            description =
                    "Where to begin when there is no checkpoint: now (default), earliest, snapshot (the rows that are there, then"
                            + " changes), snapshot-only (the rows, and end), gtid:SET or file:NAME:POSITION.")
    private StartFrom from = StartFrom.now();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Where to keep the position; by default it is forgotten.")
    private @Nullable Path checkpoint;

    @Mixin
    private SnapshotReading snapshots = new SnapshotReading();

    MySqlSource source() {
        MySqlSource.Builder source = MySqlSource.builder()
                .credentials(user, password)
                .tables(tables.toArray(String[]::new))
                .startFrom(from)
                .snapshots(snapshots.options());
        addresses.forEach(address -> addTo(source, address));
        return source.build();
    }

    private static void addTo(MySqlSource.Builder source, String address) {
        HostAndPort endpoint = HostAndPort.parse("--mysql", address);
        source.endpoint(endpoint.host(), endpoint.port());
    }

    CheckpointStore checkpoints() {
        return Optional.ofNullable(checkpoint).map(CheckpointStore::file).orElseGet(CheckpointStore::inMemory);
    }

    private static final class StartConverter implements ITypeConverter<StartFrom> {
        @Override
        public StartFrom convert(String text) {
            if (text.equals("now")) {
                return StartFrom.now();
            }
            if (text.equals("earliest")) {
                return StartFrom.earliest();
            }
            if (text.equals("snapshot")) {
                return StartFrom.snapshot();
            }
            if (text.equals("snapshot-only")) {
                return StartFrom.snapshotOnly();
            }
            if (text.startsWith("gtid:")) {
                return StartFrom.gtidSet(text.substring(5));
            }
            int colon = text.lastIndexOf(':');
            if (text.startsWith("file:")
                    && colon > 5
                    && text.substring(colon + 1).matches("[0-9]+")) {
                return StartFrom.filePosition(text.substring(5, colon), Long.parseLong(text.substring(colon + 1)));
            }
            throw new TypeConversionException(
                    "expected now, earliest, snapshot, snapshot-only, gtid:SET or file:NAME:POSITION, but was '" + text
                            + "'");
        }
    }
}
