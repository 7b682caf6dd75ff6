package dev.tributary.examples;

import dev.tributary.binlog.SnapshotOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of programs for how the rows of a snapshot are read, and how the server is spared. */
final class SnapshotReading {

    @Option(
            names = "--snapshot-connections",
            paramLabel = "N",
            description = "How many connections read the rows of a snapshot; 1 by default.")
    private @Nullable Integer connections;

    @Option(
            names = "--snapshot-chunk-rows",
            paramLabel = "N",
            description =
                    "The most rows that one SELECT of a snapshot reads; by default as many as take half a second.")
    private @Nullable Long chunkRows;

    @Option(
            names = "--snapshot-rows-per-second",
            paramLabel = "N",
            description = "The most rows of a snapshot that are read in a second; by default without limit.")
    private @Nullable Long rowsPerSecond;

    @Option(
            names = "--snapshot-bytes-per-second",
            paramLabel = "N",
            description = "The most bytes of a snapshot that are read in a second; by default without limit.")
    private @Nullable Long bytesPerSecond;

    @Option(
            names = "--snapshot-server",
            paramLabel = "HOST:PORT",
            description = "A replica to read the rows of a snapshot from; it needs GTIDs.")
    private @Nullable String server;

    SnapshotOptions options() {
        SnapshotOptions options = SnapshotOptions.standard();
        if (connections != null) {
            options = options.connections(connections);
        }
        if (chunkRows != null) {
            options = options.chunkRows(chunkRows);
        }
        if (rowsPerSecond != null) {
            options = options.rowsPerSecond(rowsPerSecond);
        }
        if (bytesPerSecond != null) {
            options = options.bytesPerSecond(bytesPerSecond);
        }
        if (server != null) {
            HostAndPort address = HostAndPort.parse("--snapshot-server", server);
            options = options.readFrom(address.host(), address.port());
        }
        return options;
    }
}
