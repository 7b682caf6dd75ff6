package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.SinkSession;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sink as another engine uses it: no pipeline, no positions. */
class SinkSessionTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("public", "t"), List.of(Column.of("id", "int"), Column.of("v", "varchar(10)")), List.of("id"));
    private static final BinlogOrigin ORIGIN = BinlogOrigin.nowhere(Instant.EPOCH);
    private static final int KEYS = 100;

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private Connection connection;

    @BeforeEach
    void createTable() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10))");
        }
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private Map<Integer, String> rows() throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, v FROM t")) {
            while (result.next()) {
                rows.put(result.getInt(1), result.getString(2));
            }
        }
        return rows;
    }

    private static ChangeEvent insert(int id, String value) {
        return ChangeEvent.insert(Row.of(SCHEMA, id, value), ORIGIN);
    }

    private static ChangeEvent delete(int id) {
        return ChangeEvent.delete(Row.of(SCHEMA, id, "gone"), ORIGIN);
    }

    @Test
    void storesTheLastOfEachKeyWhenItReturnsFromAFlush() throws Exception {
        Map<Integer, String> model = new TreeMap<>();
        try (SinkSession<ChangeEvent> table = SinkSession.open(
                "test", JdbcSink.changeEvents(dataSource).parallelism(4).build())) {
            for (int round = 0; round < 3; round++) {
                for (int id = 0; id < KEYS; id++) {
                    table.write(insert(id, "v" + round));
                    model.put(id, "v" + round);
                    if (id % 7 == round) {
                        table.write(delete(id));
                        model.remove(id);
                    }
                }
                table.flush();

                assertThat(rows()).isEqualTo(model);
            }
        }
    }

    @Test
    void storesAnyElementsByAStatement() throws Exception {
        try (SinkSession<String> table = SinkSession.open(
                "test",
                JdbcSink.<String>statement(dataSource, "INSERT INTO t VALUES (?, ?)", (statement, element) -> {
                            statement.setInt(1, element.length());
                            statement.setString(2, element);
                        })
                        .build(),
                element -> element)) {
            table.write("one");
            table.write("three");
            table.flush();
        }

        assertThat(rows()).isEqualTo(Map.of(3, "one", 5, "three"));
    }

    @Test
    void endsAtARowThatCannotBeStoredAndSaysWhich() throws Exception {
        try (SinkSession<ChangeEvent> table =
                SinkSession.open("test", JdbcSink.changeEvents(dataSource).build())) {
            table.write(insert(1, "fits"));
            table.write(insert(2, "is longer than ten"));

            assertThatThrownBy(table::flush)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("the row of table public.t from no binlog at " + Instant.EPOCH)
                    .hasRootCauseInstanceOf(SQLException.class);
            assertThatThrownBy(() -> table.write(insert(3, "late"))).isInstanceOf(SinkException.class);
        }
    }

    @Test
    void refusesASinkThatStoresPositions() {
        assertThatThrownBy(() -> SinkSession.open(
                        "test", JdbcSink.changeEvents(dataSource).exactlyOnce().build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("outside a pipeline there are none: build the sink without it");
    }
}
