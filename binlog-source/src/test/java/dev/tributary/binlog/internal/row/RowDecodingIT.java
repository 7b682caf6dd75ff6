package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what is decoded with what the server itself says of each value. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RowDecodingIT {

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;
    private Capture capture;
    private TransactionSet before;

    @BeforeEach
    void prepare() {
        server = SharedServers.mySql(version);
        database = server.newDatabase("RowDecodingIT");
        capture = new Capture(server);
        before = capture.executed();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(Samples.all());
        if (version == MySqlVersion.V9) {
            samples.addAll(0, Samples.since9());
        }
        return samples;
    }

    private List<Change> changes() {
        return capture.changes(before, database.name());
    }

    private static Row before(Change change) {
        return Objects.requireNonNull(change.before());
    }

    private static Row after(Change change) {
        return Objects.requireNonNull(change.after());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "NOBLOB", "MINIMAL"})
    void readsEveryTypeAsTheServerPrintsIt(String image) {
        try (TableUnderTest table = new TableUnderTest(database, "samples", samples())) {
            table.run("SET SESSION binlog_row_image = " + image);
            table.insert();
            Map<Integer, List<@Nullable String>> inserted = table.texts();
            table.update();
            Map<Integer, List<@Nullable String>> updated = table.texts();
            table.delete();

            List<Change> changes = changes();
            assertThat(changes)
                    .extracting(Change::operation)
                    .containsOnly(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
            int compared = 0;
            for (Change change : changes) {
                switch (change.operation()) {
                    case INSERT -> compared += table.compare(after(change), inserted);
                    case UPDATE -> {
                        int id = before(change).getInt("id");
                        compared += table.compare(before(change), inserted);
                        compared += table.compare(after(change), Objects.requireNonNull(updated.get(id)));
                    }
                    default -> compared += table.compare(before(change), updated);
                }
            }
            int images = image.equals("MINIMAL") ? 2 : 3;
            assertThat(compared).isGreaterThan(images * table.rows() * samples().size() / 2);
        }
    }

    @Test
    void holdsOnlyKeyAndChangedColumnsInAMinimalImage() {
        try (TableUnderTest table = new TableUnderTest(database, "minimal", samples())) {
            table.insert();
            table.run("SET SESSION binlog_row_image = MINIMAL");
            table.run("UPDATE minimal SET c7 = 42, c3 = NULL WHERE id = 1");
            table.run("DELETE FROM minimal WHERE id = 2");

            List<Change> changes = changes();
            Change update = changes.get(changes.size() - 2);
            Change delete = changes.get(changes.size() - 1);
            assertThat(held(before(update))).containsExactly("id");
            assertThat(held(after(update))).containsExactly("c3", "c7");
            assertThat(after(update).getLong("c7")).isEqualTo(42);
            assertThat(after(update).isNull("c3")).isTrue();
            assertThat(after(update).isNull("c4")).isFalse();
            assertThat(held(before(delete))).containsExactly("id");
        }
    }

    private static List<String> held(Row row) {
        return IntStream.range(0, row.size())
                .filter(row::has)
                .mapToObj(i -> row.schema().column(i).name())
                .toList();
    }
}
