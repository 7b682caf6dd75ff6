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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcSinkH2Test {

    private static final TableId TABLE = new TableId("public", "t");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<Integer, List<Object>> rows() throws SQLException {
        Map<Integer, List<Object>> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, code, note, amount FROM t")) {
            while (result.next()) {
                rows.put(result.getInt(1), List.of(result.getString(2), result.getString(3), result.getLong(4)));
            }
        }
        return rows;
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
        execute(RandomHistory.createTable("t", unique));
        long seed = new Random().nextLong();
        RandomHistory history = new RandomHistory(seed, TABLE, minimal);
        Sink<ChangeEvent> sink = JdbcSink.changeEvents(dataSource)
                .parallelism(lanes)
                .batchRows(batchRows)
                .batchAge(Duration.ofMillis(5))
                .build();

        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 400; i++) {
                    writer.write(history.change());
                    writer.advance(Changes.SPLIT, new Changes.At(history.number()));
                }
                assertThat(writer.flush(LIMIT)).isTrue();
                assertThat(rows()).as("seed %d, round %d", seed, round).isEqualTo(history.model());
                assertThat(context.durable.get(context.durable.size() - 1)).isEqualTo(new Changes.At(history.number()));
            }
        }
        assertThat(context.failures).as("seed %d", seed).isEmpty();
        assertThat(context.rejected).as("seed %d", seed).isEmpty();
        assertThat(context.threads).noneMatch(Thread::isAlive);
    }

    /** What a snapshot reads of a row becomes a row, or a part of the one that is there. */
    @Test
    void rowsOfASnapshotAreUpsertedAndLeaveTheColumnsThatTheyLack() throws Exception {
        execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) DEFAULT 'new', note VARCHAR(20), amount BIGINT)");
        execute("INSERT INTO t VALUES (1, 'old', 'old', 1), (2, 'old', 'old', 2)");
        TableSchema schema = TableSchema.of(
                TABLE,
                List.of(
                        Column.of("id", "int"),
                        Column.of("code", "varchar(20)"),
                        Column.of("note", "varchar(20)"),
                        Column.of("amount", "bigint")),
                List.of("id"));

        try (SinkWriter<ChangeEvent> writer =
                JdbcSink.changeEvents(dataSource).build().open(context)) {
            writer.write(Changes.snapshot(1, Row.of(schema, 1, "read", "read", 10L)));
            writer.write(Changes.snapshot(2, Row.of(schema, Map.of("id", 2, "note", "read", "amount", 20L))));
            writer.write(Changes.snapshot(3, Row.of(schema, Map.of("id", 3, "note", "read", "amount", 30L))));
            writer.advance(Changes.SPLIT, new Changes.At(3));
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        assertThat(rows())
                .isEqualTo(Map.of(
                        1,
                        List.of("read", "read", 10L),
                        2,
                        List.of("old", "read", 20L),
                        3,
                        List.of("new", "read", 30L)));
    }

    @Test
    void foreignKeysThatCannotBeSwitchedOffAreRefused() throws Exception {
        execute("CREATE TABLE t (id INT PRIMARY KEY, t INT REFERENCES t (id))");
        TableSchema schema =
                TableSchema.of(TABLE, List.of(Column.of("id", "int"), Column.of("t", "int")), List.of("id"));

        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .foreignKeyActions(ForeignKeyActions.IN_CHANGES)
                .build()
                .open(context)) {
            assertThatThrownBy(() -> {
                        writer.write(Changes.insert(1, Row.of(schema, 1, null)));
                        writer.flush(LIMIT);
                    })
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("has foreign keys, which H2 does not let this user switch off");
        }
    }

    @Test
    void settersRefuseWhatCannotWork() {
        assertThatThrownBy(() -> JdbcSink.changeEvents(dataSource).batchRows(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchRows must be from 1 to 100000, but is -1");
        assertThatThrownBy(() -> JdbcSink.changeEvents(dataSource).batchBytes(0))
                .hasMessage("batchBytes must be at least 1, but is 0");
        assertThatThrownBy(() -> JdbcSink.changeEvents(dataSource).parallelism(0))
                .hasMessage("parallelism must be from 1 to 64, but is 0");
        assertThatThrownBy(() -> JdbcSink.changeEvents(dataSource).batchAge(Duration.ofMillis(-1)))
                .hasMessage("batchAge must be from 0 to PT1H, but is PT-0.001S");
        assertThatThrownBy(() -> JdbcSink.changeEvents(dataSource).table("{db}.t"))
                .hasMessage("The table's name '{db}.t' has the placeholder '{db}'; there are {database} and {table}");
    }
}
