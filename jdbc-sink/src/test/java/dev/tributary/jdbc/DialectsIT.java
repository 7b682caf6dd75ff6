package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.TargetDatabase.Product;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is the same on every database. */
@ParameterizedClass
@EnumSource
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DialectsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Parameter
    private Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;

    @BeforeEach
    void createDatabase() {
        target = product.create();
    }

    @AfterEach
    void dropDatabase() throws Exception {
        target.close();
    }

    private TableSchema schema(String... types) {
        return TableSchema.of(
                new TableId(target.schema(), "t"),
                IntStream.range(0, types.length)
                        .mapToObj(i -> i == 0
                                ? new Column("id", ColumnType.parse(types[0]), false)
                                : Column.of("c" + i, types[i]))
                        .toList(),
                List.of("id"));
    }

    private void store(JdbcSink.ChangeEventsBuilder sink, List<StreamRecord<ChangeEvent>> records)
            throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = sink.build().open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private JdbcSink.ChangeEventsBuilder sink() {
        return JdbcSink.changeEvents(target.dataSource()).schemaEvolution(SchemaEvolution.values());
    }

    private List<List<String>> rows() throws Exception {
        return target.query("SELECT * FROM " + target.quoted("t") + " ORDER BY 1");
    }

    @ParameterizedTest
    @CsvSource({"1, 50, false", "4, 50, true"})
    void aRandomHistoryEndsInTheModel(int lanes, int batchRows, boolean minimal) throws Exception {
        target.execute(RandomHistory.createTable("t", false));
        long seed = new Random().nextLong();
        RandomHistory history = new RandomHistory(seed, new TableId(target.schema(), "t"), minimal);

        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(target.dataSource())
                .parallelism(lanes)
                .batchRows(batchRows)
                .batchAge(Duration.ofMillis(5))
                .build()
                .open(context)) {
            for (int i = 0; i < 400; i++) {
                writer.write(history.change());
                writer.advance(Changes.SPLIT, new Changes.At(history.number()));
            }
            assertThat(writer.flush(LIMIT)).as("seed %d", seed).isTrue();
        }

        Map<Integer, List<Object>> stored = new TreeMap<>();
        for (List<String> row : target.query("SELECT id, code, note, amount FROM t")) {
            stored.put(Integer.valueOf(row.get(0)), List.of(row.get(1), row.get(2), Long.valueOf(row.get(3))));
        }
        assertThat(stored).as("seed %d", seed).isEqualTo(history.model());
        assertThat(context.rejected).as("seed %d", seed).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongAndARowThatSharesAnotherUniqueValue() throws Exception {
        target.execute("CREATE TABLE t (id INT PRIMARY KEY, c1 VARCHAR(3) UNIQUE)");
        TableSchema schema = schema("int", "varchar(20)");

        store(
                sink().schemaEvolution(),
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "ab")),
                        Changes.insert(2, Row.of(schema, 2, "abcd")),
                        Changes.insert(3, Row.of(schema, 3, "ab")),
                        Changes.insert(4, Row.of(schema, 4, "cd"))));

        assertThat(target.query("SELECT id, c1 FROM t ORDER BY id"))
                .containsExactly(List.of("1", "ab"), List.of("4", "cd"));
        assertThat(context.reasons).hasSize(2);
    }

    @Test
    void writesRowsOfAKeyOfSeveralColumnsWithNothingBesides() throws Exception {
        TableSchema schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(Column.of("a", "int"), Column.of("b", "varchar(9) collate utf8mb4_bin")),
                List.of("a", "b"));

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "x")),
                        Changes.insert(2, Row.of(schema, 1, "X")),
                        Changes.insert(3, Row.of(schema, 2, "y")),
                        Changes.insert(4, Row.of(schema, 2, "z"))));
        store(
                sink(),
                List.of(
                        Changes.insert(5, Row.of(schema, 1, "x")),
                        Changes.delete(6, Row.of(schema, 2, "y")),
                        Changes.delete(7, Row.of(schema, 2, "z"))));

        assertThat(target.query("SELECT * FROM " + target.quoted("t")))
                .containsExactlyInAnyOrder(List.of("1", "x"), List.of("1", "X"));
        assertThat(context.reasons).isEmpty();
    }

    @Test
    void leavesAbsentColumnsAlone() throws Exception {
        TableSchema schema = schema("int", "varchar(9)", "int");
        store(
                sink(),
                List.of(Changes.insert(1, Row.of(schema, 1, "x", 5)), Changes.insert(2, Row.of(schema, 2, "y", 6))));

        store(
                sink(),
                List.of(
                        Changes.update(3, Row.of(schema, Map.of("id", 1)), Row.of(schema, Map.of("c2", 7))),
                        Changes.snapshot(4, Row.of(schema, Map.of("id", 2, "c1", "seen"))),
                        Changes.update(5, Row.of(schema, Map.of("id", 3)), Row.of(schema, Map.of("c2", 8)))));

        assertThat(rows()).containsExactly(List.of("1", "x", "7"), List.of("2", "seen", "6"));
        assertThat(context.reasons).isEmpty();
    }

    /** For the source the two are one key, for the target perhaps not. */
    @ParameterizedTest
    @CsvSource({"1", "4"})
    void aKeyOfWhichOnlyTheCaseChangesStaysOneRow(int lanes) throws Exception {
        TableSchema schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(
                        new Column("id", ColumnType.parse("varchar(9) collate utf8mb4_general_ci"), false),
                        Column.of("c1", "int")),
                List.of("id"));
        store(
                sink(),
                List.of(Changes.insert(1, Row.of(schema, "abc", 1)), Changes.insert(2, Row.of(schema, "xyz", 1))));

        store(
                sink().parallelism(lanes),
                List.of(
                        Changes.update(3, Row.of(schema, "abc", 1), Row.of(schema, "ABC", 2)),
                        Changes.update(4, Row.of(schema, "xyz", 1), Row.of(schema, "XYZ", 2)),
                        Changes.delete(5, Row.of(schema, "XYZ", 2))));

        assertThat(rows()).containsExactly(List.of("ABC", "2"));
        assertThat(context.reasons).isEmpty();
    }

    @Test
    void quotesNamesOfAnyKind() throws Exception {
        TableSchema schema = TableSchema.of(
                new TableId(target.schema(), "select 'таблица'"),
                List.of(Column.of("Group", "int"), Column.of("order by", "varchar(9)"), Column.of("列", "int")),
                List.of("Group"));

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "x", 1)),
                        Changes.insert(2, Row.of(schema, 2, "x", 1)),
                        Changes.update(3, Row.of(schema, 1, "x", 1), Row.of(schema, 1, "y", null)),
                        Changes.delete(4, Row.of(schema, 2, "x", 1))));

        assertThat(target.query("SELECT * FROM " + target.quoted("select 'таблица'")))
                .containsExactly(Arrays.asList("1", "y", null));
    }
}
