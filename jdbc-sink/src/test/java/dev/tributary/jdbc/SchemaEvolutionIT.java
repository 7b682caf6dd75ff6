package dev.tributary.jdbc;

import static dev.tributary.jdbc.SchemaEvolution.ADD_COLUMNS;
import static dev.tributary.jdbc.SchemaEvolution.CREATE_TABLES;
import static dev.tributary.jdbc.SchemaEvolution.WIDEN_COLUMNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.TargetDatabase.Product;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the sink may do to the tables of its target. */
@ParameterizedClass
@EnumSource
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaEvolutionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

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
        List<Column> columns = new ArrayList<>(List.of(new Column("id", ColumnType.parse("int"), false)));
        for (int i = 0; i < types.length; i++) {
            columns.add(Column.of("c" + i, types[i]));
        }
        return TableSchema.of(new TableId(target.schema(), "t"), columns, List.of("id"));
    }

    private void store(int lanes, List<SchemaEvolution> allowed, StreamRecord<ChangeEvent> record)
            throws InterruptedException {
        store(lanes, allowed, List.of(record));
    }

    private void store(int lanes, List<SchemaEvolution> allowed, List<StreamRecord<ChangeEvent>> records)
            throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(target.dataSource())
                .schemaEvolution(allowed.toArray(SchemaEvolution[]::new))
                .parallelism(lanes)
                .build()
                .open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.reasons).isEmpty();
    }

    @Test
    void createsWhatIsMissing() throws Exception {
        TableSchema schema = schema("varchar(20) collate utf8mb4_bin", "decimal(10,2)", "datetime(3)");

        store(4, List.of(CREATE_TABLES), Changes.insert(1, Row.of(schema, 1, "x", new BigDecimal("1.50"), null)));
        store(1, List.of(CREATE_TABLES), Changes.insert(2, Row.of(schema, 1, "y", new BigDecimal("2.50"), null)));

        assertThat(target.query("SELECT * FROM " + target.quoted("t")))
                .containsExactly(Arrays.asList("1", "y", "2.50", null));
    }

    @Test
    void createsTheSchemaToo() throws Exception {
        TableSchema schema = TableSchema.of(
                new TableId("new_" + System.nanoTime(), "t"), List.of(Column.of("id", "int")), List.of("id"));
        String name = target.quoted(schema.table().database());

        store(1, List.of(CREATE_TABLES), Changes.insert(1, Row.of(schema, 1)));

        assertThat(target.query("SELECT * FROM " + name + "." + target.quoted("t")))
                .containsExactly(List.of("1"));
        target.execute("DROP SCHEMA " + name + (target.quote().equals("`") ? "" : " CASCADE"));
    }

    @Test
    void addsColumnsWhenTheSourceHasThem() throws Exception {
        TableSchema before = schema("varchar(20)");
        TableSchema after = schema("varchar(20)", "int", "varchar(9)");

        store(
                1,
                List.of(CREATE_TABLES, ADD_COLUMNS),
                List.of(Changes.insert(1, Row.of(before, 1, "x")), Changes.insert(2, Row.of(after, 2, "y", 5, "z"))));

        assertThat(target.query("SELECT * FROM " + target.quoted("t") + " ORDER BY 1"))
                .containsExactly(Arrays.asList("1", "x", null, null), List.of("2", "y", "5", "z"));
    }

    @Test
    void widensColumnsAndNeverNarrowsThem() throws Exception {
        TableSchema narrow = schema("varchar(2)", "int", "decimal(6,4)", "varchar(50)", "float");
        TableSchema wide = schema("varchar(9)", "bigint", "decimal(10,2)", "varchar(3)", "double");

        store(
                1,
                List.of(CREATE_TABLES),
                Changes.insert(1, Row.of(narrow, 1, "ab", 1, new BigDecimal("1.2345"), "x".repeat(50), 1.5f)));
        store(
                1,
                List.of(WIDEN_COLUMNS),
                Changes.insert(2, Row.of(wide, 2, "long text", 1L << 40, new BigDecimal("12345678.12"), "abc", 0.1)));

        assertThat(target.query("SELECT * FROM " + target.quoted("t") + " ORDER BY 1"))
                .containsExactly(
                        List.of("1", "ab", "1", "1.2345", "x".repeat(50), "1.5"),
                        List.of("2", "long text", "1099511627776", "12345678.1200", "abc", "0.1"));
    }

    @Test
    void saysWhatToRunWhereItMayDoNothing() throws Exception {
        TableSchema schema = schema("varchar(20)", "int");
        assertThatThrownBy(() -> store(1, List.of(), Changes.insert(1, Row.of(schema, 1, "x", 1))))
                .isInstanceOfSatisfying(ConfigurationException.class, missing -> run(missing, "CREATE TABLE"))
                .hasMessageContaining("allow it by schemaEvolution(CREATE_TABLES), or create it, for example: ");
        TableSchema more = schema("varchar(20)", "int", "datetime", "json");
        assertThatThrownBy(
                        () -> store(1, List.of(WIDEN_COLUMNS), Changes.insert(1, Row.of(more, 1, "x", 1, null, null))))
                .isInstanceOfSatisfying(ConfigurationException.class, missing -> run(missing, "ALTER TABLE"))
                .hasMessageContaining("lacks the columns [c2, c3]");

        store(1, List.of(), Changes.insert(1, Row.of(more, 1, "x", 1, null, null)));

        assertThat(target.query("SELECT * FROM " + target.quoted("t")))
                .containsExactly(Arrays.asList("1", "x", "1", null, null));
    }

    private void run(ConfigurationException missing, String begin) {
        String message = missing.getMessage();
        try {
            target.execute(message.substring(message.indexOf(begin)).split("; "));
        } catch (SQLException e) {
            throw new AssertionError(message, e);
        }
    }
}
