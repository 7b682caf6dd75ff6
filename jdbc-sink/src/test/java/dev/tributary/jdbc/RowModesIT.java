package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.TargetDatabase.Product;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that are not those of the source: marked, appended, with other columns. */
@ParameterizedClass
@EnumSource
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RowModesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Parameter
    private Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema schema;

    @BeforeEach
    void createDatabase() {
        target = product.create();
        schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(
                        new Column("id", ColumnType.parse("int"), false),
                        Column.of("name", "varchar(20)"),
                        Column.of("size", "int")),
                List.of("id"));
    }

    @AfterEach
    void dropDatabase() throws Exception {
        target.close();
    }

    private JdbcSink.ChangeEventsBuilder sink() {
        return JdbcSink.changeEvents(target.dataSource()).schemaEvolution(SchemaEvolution.values());
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

    private List<List<String>> query(String columns) throws Exception {
        String quoted = String.join(
                ", ", Arrays.stream(columns.split(" ")).map(target::quoted).toList());
        return target.query("SELECT " + quoted + " FROM " + target.quoted("t") + " ORDER BY 1");
    }

    /** Rows of which a truth value is asked, whatever the database prints for it. */
    private List<List<String>> marked(boolean deleted) throws Exception {
        boolean isBit = target.quote().equals("`");
        String truth = isBit ? (deleted ? "1" : "0") : (deleted ? "TRUE" : "FALSE");
        return target.query("SELECT " + target.quoted("id") + ", " + target.quoted("name") + " FROM "
                + target.quoted("t") + " WHERE " + target.quoted("gone") + " = " + truth + " ORDER BY 1");
    }

    @Test
    void aDeletedRowStaysAndIsMarked() throws Exception {
        store(
                sink().softDelete("gone"),
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "a", 1)),
                        Changes.insert(2, Row.of(schema, 2, "b", 2)),
                        Changes.insert(3, Row.of(schema, 3, "c", 3)),
                        Changes.delete(4, Row.of(schema, 1, "a", 1)),
                        Changes.delete(5, Row.of(schema, 3, "c", 3)),
                        Changes.insert(6, Row.of(schema, 3, "again", 3))));
        store(sink().softDelete("gone"), List.of(Changes.delete(7, Row.of(schema, Map.of("id", 2)))));

        assertThat(marked(true)).containsExactly(List.of("1", "a"), List.of("2", "b"));
        assertThat(marked(false)).containsExactly(List.of("3", "again"));
        assertThat(context.reasons).isEmpty();
    }

    @Test
    void theRowsOfATruncatedTableAreMarked() throws Exception {
        try (SinkWriter<ChangeEvent> writer = sink().softDelete("gone").build().open(context)) {
            writer.write(Changes.insert(1, Row.of(schema, 1, "a", 1)));
            writer.tableChanged(
                    Changes.SPLIT, new TableChange.Truncated(schema.table(), "TRUNCATE t", Changes.origin(2)));
            writer.write(Changes.insert(3, Row.of(schema, 2, "b", 1)));
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        assertThat(marked(true)).containsExactly(List.of("1", "a"));
        assertThat(marked(false)).containsExactly(List.of("2", "b"));
    }

    @Test
    void eachChangeIsARowOfAHistory() throws Exception {
        List<StreamRecord<ChangeEvent>> changes = List.of(
                Changes.snapshot(1, Row.of(schema, 1, "a", 1)),
                Changes.insert(2, Row.of(schema, 2, "b", 2)),
                Changes.update(3, Row.of(schema, 1, "a", 1), Row.of(schema, 1, "new", 1)),
                Changes.update(4, Row.of(schema, 1, "new", 1), Row.of(schema, 7, "new", 1)),
                Changes.delete(5, Row.of(schema, 2, "b", 2)));
        store(sink().appendOnly(), changes);
        store(sink().appendOnly().parallelism(4), changes); // as after a restart

        assertThat(query("_position _operation id name").stream()
                        .map(row -> row.subList(1, 4))
                        .toList())
                .containsExactly(
                        List.of("SNAPSHOT", "1", "a"),
                        List.of("INSERT", "2", "b"),
                        List.of("UPDATE", "1", "new"),
                        List.of("UPDATE", "7", "new"),
                        List.of("DELETE", "2", "b"));
        assertThat(query("_position").get(4).get(0)).isEqualTo("binlog.000001:000000000005:000000:000000 server 1");
    }

    @Test
    void aTableWithoutAPrimaryKeyHasAHistoryToo() throws Exception {
        TableSchema keyless = TableSchema.of(schema.table(), schema.columns(), List.of());

        store(
                sink().appendOnly(),
                List.of(
                        Changes.insert(1, Row.of(keyless, 1, "same", 1)),
                        Changes.insert(2, Row.of(keyless, 1, "same", 1))));

        assertThat(query("id")).containsExactly(List.of("1"), List.of("1"));
        assertThat(context.reasons).isEmpty();
    }

    @Test
    void columnsAreRenamedLeftOutAndComputed() throws Exception {
        JdbcSink.ChangeEventsBuilder sink = sink().renameColumn("id", "number")
                .renameColumn("name", "title")
                .leaveOutColumns("size")
                .computeColumn(
                        Column.of("big", "varchar(9)"), change -> change.row().getInt("size") > 5 ? "yes" : null);

        store(
                sink,
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "a", 1)),
                        Changes.insert(2, Row.of(schema, 2, "b", 9)),
                        Changes.insert(3, Row.of(schema, 3, "c", 9)),
                        Changes.update(4, Row.of(schema, 1, "a", 1), Row.of(schema, 1, "A", 7)),
                        Changes.update(5, Row.of(schema, 2, "b", 9), Row.of(schema, 5, "b", 9)),
                        Changes.delete(6, Row.of(schema, 3, "c", 9))));

        assertThat(query("number title big")).containsExactly(List.of("1", "A", "yes"), List.of("5", "b", "yes"));
        assertThat(target.query("SELECT * FROM " + target.quoted("t")).get(0)).hasSize(3);
    }

    @Test
    void aKeyThatTheUserHasChosenIsRenamedToo() throws Exception {
        TableSchema keyless = TableSchema.of(schema.table(), schema.columns(), List.of());
        ChangeEvent inserted = ChangeEvent.insert(Row.of(keyless, 1, "a", 1), Changes.origin(1));
        ChangeEvent updated =
                ChangeEvent.update(Row.of(keyless, 1, "a", 1), Row.of(keyless, 1, "b", 1), Changes.origin(2));

        store(
                sink().renameColumn("id", "number"),
                List.of(
                        StreamRecord.of(inserted, RowKey.of(inserted.row(), "id"), inserted.origin(), Changes.SPLIT, 9),
                        StreamRecord.of(updated, RowKey.of(updated.row(), "id"), updated.origin(), Changes.SPLIT, 9)));

        assertThat(query("number name")).containsExactly(List.of("1", "b"));
    }

    @Test
    void aFunctionThatFailsRejectsTheRowOfTheSource() throws Exception {
        StreamRecord<ChangeEvent> bad = Changes.insert(2, Row.of(schema, 2, null, 1));

        store(
                sink().computeColumn(
                                Column.of("length", "int"),
                                change -> change.row().getString("name").length()),
                List.of(Changes.insert(1, Row.of(schema, 1, "abc", 1)), bad));

        assertThat(query("id length")).containsExactly(List.of("1", "3"));
        assertThat(context.rejected).hasSize(1);
        assertThat(context.reasons.get(0))
                .hasMessage("The function of the computed column 'length' failed for a row of table " + schema.table());
    }

    @Test
    void aColumnOfTheKeyCannotBeLeftOut() {
        assertThatThrownBy(() ->
                        store(sink().leaveOutColumns("id"), List.of(Changes.insert(1, Row.of(schema, 1, "a", 1)))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Column 'id' of table " + schema.table()
                        + " is left out, but it belongs to the key that tells rows apart");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> sink().softDelete("gone").appendOnly().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The sink's rows contradict themselves: upsert(), softDelete() and appendOnly() exclude each"
                                + " other");
        assertThatThrownBy(() -> sink().renameColumn("a", "gone")
                        .leaveOutColumns("a")
                        .softDelete("gone")
                        .build())
                .hasMessage(
                        "The sink's rows contradict themselves: column 'a' is both renamed and left out; two columns"
                                + " of the target shall be named 'gone'");
        assertThatThrownBy(() -> sink().softDelete(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
