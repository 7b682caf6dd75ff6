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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three lanes, of which one is ahead of the others when something comes that all must wait for. */
@ParameterizedClass
@EnumSource(names = {"MYSQL", "MARIADB", "POSTGRESQL", "H2"})
@Timeout(60)
class UnevenLanesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LANES = 3;

    @Parameter
    private TargetDatabase.Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema schema;
    private long number;

    @BeforeEach
    void createTables() throws SQLException {
        target = product.create();
        target.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE, note VARCHAR(20))",
                "CREATE TABLE other (id INT PRIMARY KEY)");
        schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(Column.of("id", "int"), Column.of("code", "varchar(20)"), Column.of("note", "varchar(20)")),
                List.of("id"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        target.close();
        assertThat(context.failures).isEmpty();
    }

    private Row row(int id, String code) {
        return Row.of(schema, id, code, "note");
    }

    private Map<Integer, String> rows() throws SQLException {
        return target.query("SELECT id, code FROM t").stream()
                .collect(Collectors.toMap(row -> Integer.valueOf(row.get(0)), row -> row.get(1)));
    }

    /** Returns keys that go to a lane. */
    private List<Integer> keys(int lane, int count) {
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
        JdbcSink.ChangeEventsBuilder sink = JdbcSink.changeEvents(target.dataSource())
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
                            new TableId(target.schema(), "other"), "TRUNCATE TABLE other", Changes.origin(++number)));
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

    /** Images that hold what has changed only, as a server writes them with {@code binlog_row_image=MINIMAL}. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatChangePlacesAreKnownInPart(boolean exactly) throws Exception {
        List<Integer> late = keys(0, 2);
        List<Integer> ahead = keys(2, 4);
        JdbcSink.ChangeEventsBuilder sink = JdbcSink.changeEvents(target.dataSource())
                .parallelism(LANES)
                .batchRows(4)
                .batchAge(Duration.ofHours(1));
        try (SinkWriter<ChangeEvent> writer =
                (exactly ? sink.exactlyOnce() : sink).build().open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            advance(writer);
            insert(writer, late.get(0), "a");
            insert(writer, late.get(1), "b");
            advance(writer);
            assertThat(writer.flush(LIMIT)).isTrue();

            update(writer, late.get(0), "x");
            update(writer, late.get(1), "a");
            update(writer, late.get(0), "b");
            insert(writer, ahead.get(0), "x");
            insert(writer, ahead.get(1), "c");
            insert(writer, ahead.get(2), "d");
            insert(writer, ahead.get(3), "e");
            advance(writer);
            Await.until("a batch is stored", LIMIT, () -> rows().size() > 2);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.reasons).isEmpty();
        assertThat(rows())
                .containsEntry(late.get(0), "b")
                .containsEntry(late.get(1), "a")
                .containsEntry(ahead.get(0), "x");
    }

    private void update(SinkWriter<ChangeEvent> writer, int id, String code) throws InterruptedException {
        writer.write(Changes.update(
                ++number, Row.of(schema, Map.of("id", id)), Row.of(schema, Map.of("id", id, "code", code))));
    }
}
