package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Operation;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what is decoded of MariaDB's rows with what the server itself says of each value. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariaDbRowsIT {

    private static final List<Sample> SAMPLES = Samples.ofMariaDb();

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
        int compared = compare(server, SAMPLES, image);
        int images = image.equals("MINIMAL") ? 2 : 3;
        assertThat(compared).isGreaterThan(images * (mostValues(SAMPLES) + 1) * SAMPLES.size() / 2);
    }

    /** Of the formats before MariaDB 10.1, table maps do not tell how many fractional digits they have. */
    @ParameterizedTest
    @ValueSource(strings = {"FULL", "MINIMAL"})
    void readsDatesAndTimesOfTheOldFormats(String metadata) {
        MySqlServer server = SharedServers.mySql(MySqlVersion.MARIADB);
        List<Sample> samples = Samples.datesAndTimes();
        server.execute(
                "SET GLOBAL binlog_row_metadata = " + metadata,
                "SET GLOBAL log_bin_compress = OFF",
                "SET GLOBAL mysql56_temporal_format = OFF");
        try {
            int compared = compare(server, samples, "FULL");
            assertThat(compared).isGreaterThan(3 * (mostValues(samples) + 1) * samples.size() / 2);
        } finally {
            server.execute("SET GLOBAL mysql56_temporal_format = ON");
        }
    }

    private static int mostValues(List<Sample> samples) {
        return samples.stream()
                .mapToInt(sample -> sample.literals().size())
                .max()
                .orElseThrow();
    }

    /** Writes, changes and deletes rows, and compares all of their images with the server's texts; returns how many values. */
    private static int compare(MySqlServer server, List<Sample> samples, String image) {
        try (MySqlDatabase database = server.newDatabase("MariaDbRowsIT");
                TableUnderTest table = new TableUnderTest(database, "samples", samples)) {
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
            return compared;
        }
    }
}
