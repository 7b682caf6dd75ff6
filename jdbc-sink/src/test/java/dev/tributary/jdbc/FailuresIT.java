package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What databases refuse, for good or for a while. */
@ParameterizedClass
@EnumSource(names = {"MYSQL", "MARIADB", "POSTGRESQL", "H2"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailuresIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

    @Parameter
    private TargetDatabase.Product product;

    private TargetDatabase target;
    private TableSchema schema;
    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void createTable() throws SQLException {
        target = product.create();
        target.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10) NOT NULL, amount INT CHECK (amount >= 0))");
        schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(Column.of("id", "int"), Column.of("note", "varchar(100)"), Column.of("amount", "varchar(20)")),
                List.of("id"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        target.close();
        assertThat(context.failures).isEmpty();
    }

    private Row row(int id, @Nullable String note, String amount) {
        return Row.of(schema, id, note, amount);
    }

    /** Stores some records after another, each list as one batch. */
    @SafeVarargs
    private void store(Sink<ChangeEvent> sink, List<StreamRecord<ChangeEvent>>... batches) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            writer.advance(Changes.SPLIT, new Changes.At(0));
            for (List<StreamRecord<ChangeEvent>> batch : batches) {
                for (StreamRecord<ChangeEvent> record : batch) {
                    writer.write(record);
                }
                writer.advance(
                        Changes.SPLIT,
                        new Changes.At(
                                batch.get(batch.size() - 1).value().origin().position()));
                assertThat(writer.flush(LIMIT)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void badRowsOfEveryKindAreFoundAndTheOthersAreStoredInTheirOrder(int lanes, boolean exactly) throws Exception {
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        List<StreamRecord<ChangeEvent>> bad = new ArrayList<>();
        List<StreamRecord<ChangeEvent>> later = new ArrayList<>();
        for (int id = 1; id <= 40; id++) {
            Row row = switch (id) {
                case 7 -> row(id, "much too long for it", "1");
                case 17 -> row(id, null, "1");
                case 18 -> row(id, "check", "-1");
                case 33 -> row(id, "type", "one");
                default -> row(id, "good", "1");
            };
            records.add(Changes.insert(id, row));
            if (List.of(7, 17, 18, 33).contains(id)) {
                bad.add(records.get(id - 1));
                later.add(Changes.update(40L + bad.size(), row, row(id, "later", "2")));
            }
        }
        JdbcSink.ChangeEventsBuilder sink =
                JdbcSink.changeEvents(target.dataSource()).parallelism(lanes);

        store(exactly ? sink.exactlyOnce().build() : sink.build(), records, later);

        assertThat(context.rejected).containsExactlyInAnyOrderElementsOf(bad);
        assertThat(context.reasons)
                .allSatisfy(reason -> assertThat(reason)
                        .hasMessageContaining("the row of table " + target.schema() + ".t from binlog.000001:")
                        .hasMessageContaining("with key (id)")
                        .hasCauseInstanceOf(
                                SQLException.class)); // the server's, or of the values that it cannot be given
        assertThat(target.query("SELECT note, COUNT(*) FROM t GROUP BY note ORDER BY note"))
                .containsExactly(List.of("good", "36"), List.of("later", "4"));
    }

    @Test
    void rowsThatSwapAUniqueValueAreStoredInAnyNumberOfLanes() throws Exception {
        target.execute("CREATE TABLE u (id INT PRIMARY KEY, note VARCHAR(10) UNIQUE, amount INT)");
        TableSchema unique = TableSchema.of(
                new TableId(target.schema(), "u"),
                List.of(Column.of("id", "int"), Column.of("note", "varchar(10)"), Column.of("amount", "int")),
                List.of("id"));
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int id = 0; id < 20; id++) {
            records.add(Changes.insert(records.size() + 1L, Row.of(unique, id, "n" + id, 0)));
        }
        for (int round = 1; round <= 20; round++) { // every value moves on by one row, by way of a free one
            List<Row> former = new ArrayList<>();
            for (int id = 0; id < 20; id++) {
                former.add(Row.of(unique, id, "n" + (id + round - 1) % 20, round - 1));
            }
            Row aside = Row.of(unique, 0, "aside", round);
            records.add(Changes.update(records.size() + 1L, former.get(0), aside));
            for (int id = 19; id >= 1; id--) {
                // the value that it takes was just let go of by its neighbour
                int next = (id + round) % 20;
                records.add(Changes.update(records.size() + 1L, former.get(id), Row.of(unique, id, "n" + next, round)));
            }
            records.add(Changes.update(records.size() + 1L, aside, Row.of(unique, 0, "n" + round % 20, round)));
        }

        store(
                JdbcSink.changeEvents(target.dataSource())
                        .parallelism(4)
                        .batchRows(7)
                        .retries(100, BACKOFF)
                        .exactlyOnce()
                        .build(),
                records);

        assertThat(context.rejected).isEmpty();
        assertThat(target.query("SELECT id FROM u WHERE note = CONCAT('n', id) AND amount = 20"))
                .hasSize(20);
    }

    @Test
    void connectionsGoBackToThePoolAsTheyWere() throws Exception {
        String settings = switch (product) {
            case MYSQL, MARIADB ->
                "SELECT @@sql_mode, @@time_zone, @@transaction_isolation, @@autocommit, @@foreign_key_checks";
            case POSTGRESQL ->
                "SELECT current_setting('session_replication_role'), current_setting('transaction_isolation'),"
                        + " current_setting('TimeZone'), current_setting('search_path')";
            default -> "SELECT isolation_level FROM information_schema.sessions WHERE session_id = SESSION_ID()";
        };
        HikariConfig config = new HikariConfig();
        config.setDataSource(target.dataSource());
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            List<String> before = values(pool, settings);

            store(
                    JdbcSink.changeEvents(pool).parallelism(2).exactlyOnce().build(),
                    List.of(Changes.insert(1, row(1, "x", "1"))));

            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(values(pool, settings)).isEqualTo(before);
        }
    }

    private static List<String> values(HikariDataSource pool, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) { // both that were used
            for (Connection connection : List.of(one, other)) {
                values.add("auto-commit " + connection.getAutoCommit());
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(query)) {
                    row.next();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        values.add(row.getString(i));
                    }
                }
            }
        }
        return values;
    }

    @Test
    void waitsForAServerThatIsReadOnlyForAWhile() throws Exception {
        if (product == TargetDatabase.Product.POSTGRESQL) {
            String database = target.query("SELECT current_database()").get(0).get(0);
            waitWhile(
                    "ALTER DATABASE \"" + database + "\" SET default_transaction_read_only = on",
                    "25006",
                    "SET default_transaction_read_only = off",
                    "ALTER DATABASE \"" + database + "\" SET default_transaction_read_only = off");
        } else if (product == TargetDatabase.Product.MYSQL) {
            waitWhile("SET GLOBAL super_read_only = 1", "HY000", "SET GLOBAL read_only = 0");
        }
    }

    /** The sink's connection is ended, and another client has its place when it comes back. */
    @Test
    void waitsForAServerThatAdmitsNoMoreConnections() throws Exception {
        if (product == TargetDatabase.Product.H2) {
            return; // has no limit
        }
        String user = "limited" + System.nanoTime();
        createLimited(user);
        DataSource limited = loggedIn(user);
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(limited)
                .table(product == TargetDatabase.Product.POSTGRESQL ? "public.t" : target.schema() + ".t")
                .retries(100_000, BACKOFF)
                .build()
                .open(context)) {
            writer.write(Changes.insert(1, row(1, "x", "1")));
            assertThat(writer.flush(LIMIT)).isTrue();
            endSessions(user);
            Connection rival = Await.untilValue("the place is free", LIMIT, limited::getConnection, any -> true);
            try (rival) {
                writer.write(Changes.insert(2, row(2, "y", "2")));
                writer.advance(Changes.SPLIT, new Changes.At(2));
                Await.until(
                        "it was not admitted",
                        LIMIT,
                        () -> context.retries.stream().anyMatch(this::isNotAdmitted));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(target.query("SELECT id FROM t ORDER BY id")).containsExactly(List.of("1"), List.of("2"));
    }

    private void createLimited(String user) throws SQLException {
        if (product == TargetDatabase.Product.POSTGRESQL) {
            target.execute(
                    "CREATE ROLE " + user + " LOGIN PASSWORD 'secret' CONNECTION LIMIT 1",
                    "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user);
        } else {
            target.execute(
                    "CREATE USER " + user + " IDENTIFIED BY 'secret' WITH MAX_USER_CONNECTIONS 1",
                    "GRANT ALL ON `" + target.schema() + "`.* TO " + user);
        }
    }

    private DataSource loggedIn(String user) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> target.dataSource().getConnection(user, "secret"));
    }

    private void endSessions(String user) throws SQLException {
        boolean postgres = product == TargetDatabase.Product.POSTGRESQL;
        String sessions = postgres
                ? "SELECT pid FROM pg_stat_activity WHERE usename = '" + user + "'"
                : "SELECT id FROM information_schema.processlist WHERE user = '" + user + "'";
        for (List<@Nullable String> session : target.query(sessions)) {
            target.execute(postgres ? "SELECT pg_terminate_backend(" + session.get(0) + ")" : "KILL " + session.get(0));
        }
    }

    private boolean isNotAdmitted(Throwable retry) {
        SQLException error = (SQLException) retry;
        return product == TargetDatabase.Product.POSTGRESQL
                ? "53300".equals(error.getSQLState())
                : error.getErrorCode() == 1226;
    }

    /** As on a disk that is full, but of a table in memory, which has a limit of its own. */
    @Test
    void waitsForATableThatIsFull() throws Exception {
        if (product == TargetDatabase.Product.MYSQL || product == TargetDatabase.Product.MARIADB) {
            target.execute(
                    "DROP TABLE t",
                    "SET SESSION max_heap_table_size = 16384",
                    "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10) NOT NULL, amount INT) ENGINE = MEMORY");
            int junk = 1_000;
            try {
                while (true) {
                    target.execute("INSERT INTO t VALUES (" + junk + ", 'junk', 0)");
                    junk++;
                }
            } catch (SQLException full) {
                assertThat(full.getErrorCode()).isEqualTo(1114);
            }
            waitWhile("DO 0", "HY000", "DELETE FROM t WHERE id >= 1000");
        }
    }

    /** The server raises what it does when a file cannot grow. */
    @Test
    void waitsForADiskThatIsFull() throws Exception {
        if (product == TargetDatabase.Product.POSTGRESQL) {
            target.execute("CREATE FUNCTION grow() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RAISE disk_full; END'");
            target.execute("CREATE TRIGGER grow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION grow()");
            waitWhile("ALTER TABLE t ENABLE ALWAYS TRIGGER grow", "53100", "DROP TRIGGER IF EXISTS grow ON t");
        }
    }

    private void waitWhile(String refusing, String state, String... again) throws Exception {
        target.execute(refusing);
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(target.dataSource())
                .retries(100_000, BACKOFF)
                .build()
                .open(context)) {
            writer.write(Changes.insert(1, row(1, "x", "1")));
            writer.advance(Changes.SPLIT, new Changes.At(1));
            Await.until("it was refused and tried again", LIMIT, () -> context.retries.size() > 2);
            target.execute(again);
            assertThat(writer.flush(LIMIT)).isTrue();
        } finally {
            target.execute(again);
        }
        assertThat(context.retries)
                .allSatisfy(retry ->
                        assertThat(((SQLException) retry).getSQLState()).isEqualTo(state));
        assertThat(target.query("SELECT id, note, amount FROM t")).containsExactly(List.of("1", "x", "1"));
    }
}
