package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Operation;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.binlog.internal.row.Sample.Kind;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what is decoded of MariaDB's rows with what the server itself says of each value. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariaDbRowsIT {

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(Samples.all());
        samples.removeIf(sample -> sample.definition().equals("JSON"));
        samples.add(Sample.quoted("JSON", "{\"b\":  1, \"a\": [1.50, \"ä\"]}", "null"));
        samples.addAll(List.of(
                Sample.quoted(
                        "UUID",
                        "123e4567-e89b-12d3-a456-426655440000",
                        "00000000-0000-0000-0000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff",
                        "01890a5d-ac96-774b-bcce-b302099a8057",
                        "f81d4fae-7dec-41d0-8765-00a0c91e6b00"),
                Sample.quoted("INET4", "0.0.0.0", "255.255.255.255", "10.0.0.0", "192.168.1.7"),
                Sample.quoted(
                        "INET6",
                        "::",
                        "::1",
                        "::1.2.3.4",
                        "::ffff:192.168.0.1",
                        "2001:db8::",
                        "2001:db8:0:0:1:0:0:1",
                        "fe80::1:0:0:1",
                        "1:0:2:0:3:0:4:0",
                        "1:2:3:4:5:6:7:8"),
                Sample.plain("VARCHAR(300) COMPRESSED", "''", "'short'", "REPEAT('long ä ', 40)"),
                Sample.plain("VARCHAR(100) COMPRESSED CHARACTER SET latin1", "''", "'short'", "REPEAT('a', 100)"),
                Sample.plain("TEXT COMPRESSED", "''", "'short'", "REPEAT('long ä ', 900)"),
                Sample.of("MEDIUMBLOB COMPRESSED", Kind.BYTES, "''", "x'00ff'", "REPEAT(x'00ff', 50000)"),
                Sample.of("VARBINARY(200) COMPRESSED", Kind.BYTES, "''", "x'00'", "REPEAT(x'80', 200)")));
        return samples;
    }

    @ParameterizedTest
    @CsvSource({
        "FULL, FULL, OFF",
        "NOBLOB, FULL, ON",
        "MINIMAL, FULL, OFF",
        "FULL, MINIMAL, ON",
    })
    void readsEveryTypeAsTheServerPrintsIt(String image, String metadata, String compress) {
        MySqlServer server = SharedServers.mySql(MySqlVersion.MARIADB);
        server.execute(
                "SET GLOBAL binlog_row_metadata = " + metadata,
                "SET GLOBAL log_bin_compress = " + compress,
                "SET GLOBAL log_bin_compress_min_len = 10");
        try (MySqlDatabase database = server.newDatabase("MariaDbRowsIT");
                TableUnderTest table = new TableUnderTest(database, "samples", samples())) {
            Capture capture = new Capture(server);
            TransactionSet before = capture.executed();
            table.run("SET SESSION binlog_row_image = " + image);
            table.insert();
            Map<Integer, List<@Nullable String>> inserted = table.texts();
            table.update();
            Map<Integer, List<@Nullable String>> updated = table.texts();
            table.delete();

            int compared = 0;
            List<Change> changes = capture.changes(before, database.name());
            assertThat(changes)
                    .extracting(Change::operation)
                    .contains(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
            for (Change change : changes) {
                compared += switch (change.operation()) {
                    case UPDATE ->
                        table.compare(Objects.requireNonNull(change.before()), inserted)
                                + table.compare(
                                        Objects.requireNonNull(change.after()),
                                        Objects.requireNonNull(updated.get(Objects.requireNonNull(change.before())
                                                .getInt("id"))));
                    case DELETE -> table.compare(Objects.requireNonNull(change.before()), updated);
                    default -> table.compare(Objects.requireNonNull(change.after()), inserted);
                };
            }
            int images = image.equals("MINIMAL") ? 2 : 3;
            assertThat(compared).isGreaterThan(images * table.rows() * samples().size() / 2);
        }
    }
}
