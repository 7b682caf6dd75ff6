package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.postgres.PostgresDialect;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.WithPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** New rows that go to PostgreSQL by COPY. */
@WithPostgres
class CopyIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ROWS = 60;

    private final PostgresDatabase database;
    private RecordingContext context = new RecordingContext();

    CopyIT(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void noteStatements() {
        database.execute(
                "CREATE TABLE noted (statement TEXT)",
                "CREATE FUNCTION note() RETURNS TRIGGER LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO noted VALUES (left(current_query(), 4)); RETURN NULL; END'");
    }

    @AfterEach
    void dropTables() {
        database.execute("DROP TABLE IF EXISTS t, noted CASCADE", "DROP FUNCTION IF EXISTS note CASCADE");
        assertThat(context.failures).isEmpty();
    }

    private void createTable(String definition) {
        database.execute(
                "DROP TABLE IF EXISTS t CASCADE",
                "CREATE TABLE t (" + definition + ")",
                "CREATE TRIGGER note AFTER INSERT ON t EXECUTE FUNCTION note()",
                "ALTER TABLE t ENABLE ALWAYS TRIGGER note"); // in sessions that check no foreign keys, too
    }

    private static TableSchema schema(String type) {
        return TableSchema.of(
                new TableId("public", "t"),
                List.of(
                        new Column("id", ColumnType.parse("int"), false),
                        new Column("v", ColumnType.parse(type), true)),
                List.of("id"));
    }

    private void store(WriteMethod method, List<Row> rows) throws InterruptedException {
        store(database.dataSource(), method, rows);
    }

    private void store(DataSource dataSource, WriteMethod method, List<Row> rows) throws InterruptedException {
        context = new RecordingContext();
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .writeMethod(method)
                .batchAge(Duration.ofMinutes(1))
                .build()
                .open(context)) {
            for (Row row : rows) {
                writer.write(Changes.insert(1, row));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private List<List<@Nullable Object>> stored() {
        return database.query("SELECT id, CAST(v AS text) FROM t ORDER BY id");
    }

    private List<List<@Nullable Object>> noted() {
        return database.query("SELECT DISTINCT statement FROM noted");
    }

    @ParameterizedTest
    @MethodSource("dev.tributary.jdbc.PostgresTypesIT#types")
    void leavesWhatArraysLeave(String type, List<Object> values) throws Exception {
        TableSchema schema = schema(type);
        String column = new PostgresDialect(true).typeName(schema.column(1).type());
        List<Row> rows = new ArrayList<>(List.of(Row.of(schema, 0, null)));
        for (int id = 1; id < Math.max(ROWS, 2 * values.size()); id++) {
            rows.add(MySqlTypesIT.row(schema, id, values.get(id % values.size())));
        }
        createTable("id INT PRIMARY KEY, v " + column);
        store(WriteMethod.STATEMENTS, rows);
        List<List<@Nullable Object>> byArrays = stored();
        List<@Nullable Object> ids = byArrays.stream().map(row -> row.get(0)).toList();
        database.execute("DELETE FROM t", "DELETE FROM noted");

        store(
                WriteMethod.AUTOMATIC,
                rows.stream().filter(row -> ids.contains(row.getInt("id"))).toList());

        assertThat(context.reasons).isEmpty();
        assertThat(stored()).isEqualTo(byArrays);
        boolean copies =
                byArrays.size() >= ROWS - 10 && context.explained.toString().contains("COPY");
        assertThat(noted()).containsExactly(List.of(copies ? "COPY" : "INSE"));
        if (!column.startsWith("bit") && !column.startsWith("real[]")) {
            assertThat(context.explained.toString()).contains("COPY from 50 rows on");
        }
    }

    private List<Row> texts(int from, int to) {
        TableSchema schema = schema("varchar(20) charset utf8mb4");
        return IntStream.range(from, to)
                .mapToObj(id -> Row.of(schema, id, "text " + id))
                .toList();
    }

    @Test
    void rowsThatAreThereAlreadyAreUpdated() throws Exception {
        createTable("id INT PRIMARY KEY, v VARCHAR(20)");
        database.execute("INSERT INTO t VALUES (7, 'old')");

        store(WriteMethod.AUTOMATIC, texts(0, 100));

        assertThat(context.reasons).isEmpty();
        assertThat(stored()).hasSize(100).contains(List.of(7, "text 7"));
    }

    @Test
    void findsTheRowThatIsRefused() throws Exception {
        createTable("id INT PRIMARY KEY, v VARCHAR(20) CHECK (v <> 'text 55')");

        store(WriteMethod.AUTOMATIC, texts(0, 100));

        assertThat(context.reasons)
                .singleElement()
                .satisfies(reason -> assertThat(reason.getCause()).hasMessageContaining("check constraint"));
        assertThat(stored()).hasSize(99);
    }

    @Test
    void writesIdentityColumnsAndLeavesGeneratedOnes() throws Exception {
        createTable("id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v VARCHAR(20),"
                + " twice TEXT GENERATED ALWAYS AS (v || v) STORED");

        store(WriteMethod.FILE, texts(100, 200));

        assertThat(stored()).hasSize(100).contains(List.of(150, "text 150"));
        assertThat(noted()).containsExactly(List.of("COPY"));
    }

    @Test
    void writesByArraysWhereRowsHavePolicies() throws Exception {
        createTable("id INT PRIMARY KEY, v VARCHAR(20)");
        database.execute(
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY everything ON t USING (TRUE) WITH CHECK (TRUE)",
                "CREATE ROLE guarded",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON t, noted TO guarded");
        try {
            PGSimpleDataSource guarded = new PGSimpleDataSource();
            guarded.setUrl(database.jdbcUrl());
            guarded.setUser(database.server().rootUser());
            guarded.setPassword(database.server().rootPassword());
            guarded.setOptions("-c role=guarded");

            store(guarded, WriteMethod.AUTOMATIC, texts(0, 100));

            assertThat(context.reasons).isEmpty();
            assertThat(stored()).hasSize(100);
            assertThat(noted()).containsExactly(List.of("INSE"));
        } finally {
            database.execute("DROP OWNED BY guarded", "DROP ROLE guarded");
        }
    }
}
