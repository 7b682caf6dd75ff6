package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.WithPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithPostgres
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcSinkPostgresIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TableId TABLE = new TableId("public", "t");
    private static final TableSchema SCHEMA = TableSchema.of(
            TABLE,
            List.of(Column.of("id", "int"), Column.of("code", "varchar(20)"), Column.of("note", "varchar(20)")),
            List.of("id"));

    private final PostgresDatabase database;
    private final RecordingContext context = new RecordingContext();

    JdbcSinkPostgresIT(PostgresDatabase database) {
        this.database = database;
    }

    @AfterEach
    void dropTables() {
        database.execute(
                "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "DROP SCHEMA IF EXISTS \"Shop\" CASCADE");
    }

    private Sink<ChangeEvent> sink() {
        return JdbcSink.changeEvents(database.dataSource()).build();
    }

    private void store(Sink<ChangeEvent> sink, List<StreamRecord<ChangeEvent>> records) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, false, true",
        "1, 50, false, true",
        "1, 50, true, true",
        "4, 1, false, false",
        "4, 50, false, false",
        "4, 50, true, false",
        "4, 50, false, true",
        "4, 50, true, true"
    })
    void aRandomHistoryEndsInTheModel(int lanes, int batchRows, boolean minimal, boolean unique) throws Exception {
        database.execute(RandomHistory.createTable("t", unique));
        long seed = new Random().nextLong();
        RandomHistory history = new RandomHistory(seed, TABLE, minimal);
        Sink<ChangeEvent> sink = JdbcSink.changeEvents(database.dataSource())
                .parallelism(lanes)
                .batchRows(batchRows)
                .batchAge(Duration.ofMillis(5))
                .build();

        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 300; i++) {
                    writer.write(history.change());
                    writer.advance(Changes.SPLIT, new Changes.At(history.number()));
                }
                assertThat(writer.flush(LIMIT)).isTrue();
                assertThat(rows()).as("seed %d, round %d", seed, round).isEqualTo(history.model());
            }
        }
        assertThat(context.failures).as("seed %d", seed).isEmpty();
        assertThat(context.rejected).as("seed %d", seed).isEmpty();
    }

    private Map<Integer, List<Object>> rows() throws SQLException {
        Map<Integer, List<Object>> rows = new TreeMap<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, code, note, amount FROM t")) {
            while (result.next()) {
                rows.put(result.getInt(1), List.of(result.getString(2), result.getString(3), result.getLong(4)));
            }
        }
        return rows;
    }

    @Test
    void neverOverwritesAnotherRowThatHasTheSameUniqueValue() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE, note VARCHAR(20))");
        database.execute("INSERT INTO t VALUES (1, 'taken', 'mine')");

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(SCHEMA, 2, "taken", "thief")),
                        Changes.insert(2, Row.of(SCHEMA, 3, "free", "fine"))));

        assertThat(database.query("SELECT * FROM t ORDER BY id"))
                .containsExactly(List.of(1, "taken", "mine"), List.of(3, "free", "fine"));
        assertThat(context.reasons).hasSize(1);
        assertThat(context.reasons.get(0)).hasStackTraceContaining("t_code_key");
    }

    @Test
    void leavesColumnsThatAnImageLacksAlone() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) DEFAULT 'new', note VARCHAR(20))");
        database.execute("INSERT INTO t VALUES (1, 'old', 'old')");

        store(
                sink(),
                List.of(
                        Changes.update(1, Row.of(SCHEMA, Map.of("id", 1)), Row.of(SCHEMA, Map.of("note", "changed"))),
                        Changes.insert(2, Row.of(SCHEMA, Map.of("id", 2, "note", "inserted"))),
                        Changes.update(
                                3, Row.of(SCHEMA, Map.of("id", 3)), Row.of(SCHEMA, Map.of("note", "not there")))));

        assertThat(database.query("SELECT * FROM t ORDER BY id"))
                .containsExactly(List.of(1, "old", "changed"), List.of(2, "new", "inserted"));
    }

    @Test
    void writesIdentityColumnsAndLeavesGeneratedOnesToTheServer() throws Exception {
        database.execute("CREATE TABLE t (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " code VARCHAR(20), note VARCHAR(20) GENERATED ALWAYS AS (code || '!') STORED)");

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(SCHEMA, 7, "a", "from the source")),
                        Changes.update(2, Row.of(SCHEMA, Map.of("id", 7)), Row.of(SCHEMA, Map.of("code", "b")))));

        assertThat(database.query("SELECT * FROM t")).containsExactly(List.of(7, "b", "b!"));
    }

    @Test
    void quotesNamesOfAnyKind() throws Exception {
        TableSchema schema = TableSchema.of(
                new TableId("Shop", "select \"it\" from таблица"),
                List.of(
                        Column.of("Group", "int"),
                        Column.of("a b\"c", "varchar(20)"),
                        Column.of("列", "varchar(20)"),
                        Column.of("?", "varchar(20)")),
                List.of("Group"));
        database.execute("CREATE SCHEMA \"Shop\"");
        assertThatThrownBy(() -> store(sink(), List.of(Changes.insert(1, Row.of(schema, 1, "x", "y", "z")))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        missing -> database.execute(missing.getMessage()
                                .substring(missing.getMessage().indexOf("CREATE TABLE"))));

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(schema, 1, "x", "y", "z")),
                        Changes.update(2, Row.of(schema, 1, "x", "y", "z"), Row.of(schema, 1, "x", "new", "z")),
                        Changes.insert(3, Row.of(schema, 2, "x", "y", "z")),
                        Changes.delete(4, Row.of(schema, 2, "x", "y", "z"))));

        assertThat(database.query("SELECT * FROM \"Shop\".\"select \"\"it\"\" from таблица\""))
                .containsExactly(List.of(1, "x", "new", "z"));
    }

    @Test
    void findsNamesThatTheServerHasCut() throws Exception {
        String name = "列".repeat(30);
        TableSchema schema = TableSchema.of(
                new TableId("public", name), List.of(Column.of("id", "int"), Column.of(name, "int")), List.of("id"));
        Sink<ChangeEvent> sink = JdbcSink.changeEvents(database.dataSource())
                .schemaEvolution(SchemaEvolution.values())
                .build();

        store(sink, List.of(Changes.insert(1, Row.of(schema, 1, 2))));
        store(sink, List.of(Changes.update(2, Row.of(schema, 1, 2), Row.of(schema, 1, 3))));

        assertThat(database.query("SELECT * FROM \"" + "列".repeat(21) + "\"")).containsExactly(List.of(1, 3));
    }

    @Test
    void findsNamesWithoutRegardToCase() throws Exception {
        database.execute("CREATE TABLE Orders (Id INT PRIMARY KEY, Code TEXT)");
        TableSchema schema = TableSchema.of(
                new TableId("Public", "Orders"),
                List.of(Column.of("ID", "int"), Column.of("Code", "text")),
                List.of("ID"));

        store(sink(), List.of(Changes.insert(1, Row.of(schema, 1, "x"))));

        assertThat(database.query("SELECT * FROM orders")).containsExactly(List.of(1, "x"));
    }

    @Test
    void cannotTellRowsApartByAKeyThatMayBeBrokenUntilTheEnd() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY DEFERRABLE, code VARCHAR(20), note VARCHAR(20))");

        assertThatThrownBy(() -> store(sink(), List.of(Changes.insert(1, Row.of(SCHEMA, 1, "x", "y")))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no unique key within the columns (\"id\") that tell its rows apart");
    }

    @Test
    void writesRowsBeforeThoseThatTheyReferToAndCascadesDeletes() throws Exception {
        database.execute(
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE t (id INT PRIMARY KEY, code INT REFERENCES parent ON DELETE CASCADE, note VARCHAR(20))");
        TableSchema parent =
                TableSchema.of(new TableId("public", "parent"), List.of(Column.of("id", "int")), List.of("id"));
        TableSchema child = TableSchema.of(
                TABLE,
                List.of(Column.of("id", "int"), Column.of("code", "int"), Column.of("note", "varchar(20)")),
                List.of("id"));

        store(
                sink(),
                List.of(
                        Changes.insert(1, Row.of(child, 1, 10, "a")),
                        Changes.insert(2, Row.of(child, 2, 20, "b")),
                        Changes.insert(3, Row.of(parent, 10)),
                        Changes.insert(4, Row.of(parent, 20)),
                        Changes.delete(5, Row.of(parent, 10))));

        assertThat(context.reasons).isEmpty();
        assertThat(database.query("SELECT id FROM t")).containsExactly(List.of(2));
    }

    @Test
    void storesExactlyOnceWithTheRowsOfOneBadBatchKeptApart() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(3), note VARCHAR(20))");

        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(database.dataSource())
                .exactlyOnce()
                .build()
                .open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            for (int i = 1; i <= 20; i++) {
                writer.write(Changes.insert(i, Row.of(SCHEMA, i, i == 7 ? "too long" : "ok", "x")));
                writer.advance(Changes.SPLIT, new Changes.At(i));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        assertThat(database.count("t")).isEqualTo(19);
        assertThat(context.reasons).hasSize(1);
        assertThat(database.query("SELECT place FROM tributary_positions").toString())
                .contains("20");
    }
}
