package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.lane.KeyHash;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three lanes, of which one is ahead of the others when something comes that all must wait for. */
@Timeout(60)
class UnevenLanesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LANES = 3;
    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("public", "t"),
            List.of(Column.of("id", "int"), Column.of("code", "varchar(20)")),
            List.of("id"));

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;
    private long number;

    @BeforeEach
    void createTables() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE)");
            statement.execute("CREATE TABLE other (id INT PRIMARY KEY)");
        }
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
        assertThat(context.failures).isEmpty();
    }

    private static Row row(int id, String code) {
        return Row.of(SCHEMA, id, code);
    }

    private Map<Integer, String> rows() throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, code FROM t")) {
            while (result.next()) {
                rows.put(result.getInt(1), result.getString(2));
            }
        }
        return rows;
    }

    /** Returns keys that go to a lane. */
    private static List<Integer> keys(int lane, int count) {
        return IntStream.iterate(1, id -> id + 1)
                .filter(id -> {
                    int hash = KeyHash.of(RowKey.of(row(id, "")), true);
                    return Math.floorMod(hash ^ (hash >>> 16), LANES) == lane;
                })
                .limit(count)
                .boxed()
                .toList();
    }

    private void insert(SinkWriter<ChangeEvent> writer, int id, String code) throws InterruptedException {
        writer.write(Changes.insert(++number, row(id, code)));
    }

    private void advance(SinkWriter<ChangeEvent> writer) throws InterruptedException {
        writer.advance(Changes.SPLIT, new Changes.At(number));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowWhoseValueALaneAheadHasTakenWaitsForWhatLetsGoOfIt(boolean exactly) throws Exception {
        int late = keys(0, 1).get(0);
        List<Integer> others = keys(1, 2);
        List<Integer> ahead = keys(2, 3);
        JdbcSink.ChangeEventsBuilder sink = JdbcSink.changeEvents(dataSource)
                .parallelism(LANES)
                .batchRows(3)
                .batchAge(Duration.ofHours(1)); // a lane stores when it has three rows
        try (SinkWriter<ChangeEvent> writer =
                (exactly ? sink.exactlyOnce() : sink).build().open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            advance(writer);
            insert(writer, late, "a");
            insert(writer, others.get(0), "x");
            insert(writer, others.get(1), "y");
            advance(writer); // a batch ends at a position
            writer.write(Changes.update(++number, row(late, "a"), row(late, "b")));
            advance(writer);
            insert(writer, ahead.get(0), "a");
            insert(writer, ahead.get(1), "c");
            insert(writer, ahead.get(2), "d");
            advance(writer);
            Await.until("one lane is ahead", LIMIT, () -> rows().keySet().equals(Set.copyOf(ahead)));

            // All that came before is done in the order of the source now, three rows at a time.
            writer.tableChanged(
                    Changes.SPLIT,
                    new TableChange.Truncated(
                            new TableId("public", "other"), "TRUNCATE TABLE other", Changes.origin(++number)));
            advance(writer);

            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.reasons).isEmpty();
        assertThat(rows())
                .isEqualTo(Map.of(
                        late,
                        "b",
                        others.get(0),
                        "x",
                        others.get(1),
                        "y",
                        ahead.get(0),
                        "a",
                        ahead.get(1),
                        "c",
                        ahead.get(2),
                        "d"));
    }
}
