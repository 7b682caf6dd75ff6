package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.TributaryException;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcSinkMySqlIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;
    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void createDatabase() {
        server = SharedServers.mySql(version);
        database = server.newDatabase("sink");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
        assertThat(context.threads).noneMatch(Thread::isAlive);
    }

    private JdbcSink.ChangeEventsBuilder sink() {
        return JdbcSink.changeEvents(database.dataSource()).batchAge(Duration.ofMillis(5));
    }

    private TableSchema schema(Column... more) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("id", ColumnType.parse("int"), false));
        columns.addAll(List.of(more));
        return TableSchema.of(new TableId(database.name(), "t"), columns, List.of("id"));
    }

    private TableSchema notes() {
        return schema(Column.of("note", "varchar(10)"));
    }

    private void store(Sink<ChangeEvent> sink, List<StreamRecord<ChangeEvent>> records) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = sink.open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    /** Were they in different lanes, an insert could be there before the delete, which would take it away again. */
    @Test
    void keepsChangesOfKeysThatTheCollationCallsEqualInOrder() throws Exception {
        database.execute("CREATE TABLE words (word VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, n INT)");
        TableSchema schema = TableSchema.of(
                new TableId(database.name(), "words"),
                List.of(
                        new Column("word", ColumnType.parse("varchar(20) collate utf8mb4_general_ci"), false),
                        Column.of("n", "int")),
                List.of("word"));
        List<String> spellings = List.of("word ", "WORD", "w\u00f6rd", "W\u00d6RD");
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            for (int key = 0; key < 25; key++) {
                String word = key + spellings.get(round % spellings.size());
                String next = key + spellings.get((round + 1) % spellings.size());
                long number = records.size();
                if (round == 0) {
                    records.add(Changes.insert(number, Row.of(schema, word, round)));
                }
                records.add(Changes.delete(number + 1, Row.of(schema, word, round)));
                records.add(Changes.insert(number + 2, Row.of(schema, next, round + 1)));
            }
        }

        store(sink().parallelism(4).batchRows(3).build(), records);

        assertThat(context.rejected).isEmpty();
        assertThat(database.query(
                        "SELECT CAST(word AS BINARY) = CONCAT(CAST(word AS UNSIGNED), 'word '), n FROM words"))
                .hasSize(25)
                .allSatisfy(row -> assertThat(row).isEqualTo(List.of(1L, 40)));
    }

    private List<List<Object>> rows() {
        return database.query("SELECT * FROM t ORDER BY id");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, false, true",
        "1, 50, false, true",
        "1, 50, true, true",
        "4, 7, false, false",
        "4, 50, true, false",
        "4, 50, false, true",
        "4, 50, true, true"
    })
    void aRandomHistoryEndsInTheModel(int lanes, int batchRows, boolean minimal, boolean unique) throws Exception {
        database.execute(RandomHistory.createTable("t", unique));
        long seed = new Random().nextLong();
        RandomHistory history = new RandomHistory(seed, new TableId(database.name(), "t"), minimal);

        try (SinkWriter<ChangeEvent> writer =
                sink().parallelism(lanes).batchRows(batchRows).build().open(context)) {
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 200; i++) {
                    writer.write(history.change());
                    writer.advance(Changes.SPLIT, new Changes.At(history.number()));
                }
                assertThat(writer.flush(LIMIT)).isTrue();
                Map<Integer, List<Object>> stored = new TreeMap<>();
                rows().forEach(row -> stored.put((Integer) row.get(0), row.subList(1, row.size())));
                assertThat(stored).as("seed %d, round %d", seed, round).isEqualTo(history.model());
                assertThat(context.durable.get(context.durable.size() - 1)).isEqualTo(new Changes.At(history.number()));
            }
        }
        assertThat(context.failures).as("seed %d", seed).isEmpty();
        assertThat(context.rejected).as("seed %d", seed).isEmpty();
    }

    @Test
    void repeatsATransactionThatWasTheVictimOfADeadlock() throws Exception {
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))",
                "INSERT INTO t VALUES (1, 'old'), (2, 'old'), (3, 'x'), (4, 'x'), (5, 'x'), (6, 'x'), (7, 'x')");
        TableSchema schema = notes();
        try (Connection other = database.connection();
                Statement statement = other.createStatement();
                // Both rows in one batch, however slow this thread is.
                SinkWriter<ChangeEvent> writer = sink().batchRows(2)
                        .batchAge(Duration.ofMinutes(1))
                        .build()
                        .open(context)) {
            other.setAutoCommit(false);
            statement.execute("UPDATE t SET note = 'other' WHERE id >= 2");
            writer.write(Changes.insert(1, Row.of(schema, 1, "new")));
            writer.write(Changes.insert(2, Row.of(schema, 2, "new")));
            awaitLockWait();
            statement.execute("UPDATE t SET note = 'other' WHERE id = 1");
            other.commit();

            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(rows().subList(0, 3)).containsExactly(List.of(1, "new"), List.of(2, "new"), List.of(3, "other"));
        assertThat(context.retries).hasSize(1);
        assertThat(((SQLException) context.retries.get(0)).getErrorCode()).isEqualTo(1213);
    }

    /** Waits until the sink waits for a lock; returns the id of its connection. */
    private Object awaitLockWait() {
        Await.until(
                "the sink waits for a lock",
                LIMIT,
                () -> !server.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")
                        .get(0)
                        .get(1)
                        .equals("0"));
        return server.query("SELECT id FROM information_schema.processlist WHERE info LIKE 'INSERT INTO%' AND db = '"
                        + database.name() + "'")
                .get(0)
                .get(0);
    }

    @Test
    void goesOnWithANewConnectionWhenTheServerKillsTheOldOne() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))", "INSERT INTO t VALUES (2, 'old')");
        TableSchema schema = notes();
        try (Connection other = database.connection();
                Statement statement = other.createStatement();
                SinkWriter<ChangeEvent> writer = sink().build().open(context)) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM t WHERE id = 2 FOR UPDATE");
            writer.write(Changes.insert(1, Row.of(schema, 1, "new")));
            writer.write(Changes.insert(2, Row.of(schema, 2, "new")));
            writer.advance(Changes.SPLIT, new Changes.At(2));
            server.execute("KILL " + awaitLockWait());
            other.rollback();

            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(rows()).containsExactly(List.of(1, "new"), List.of(2, "new"));
        assertThat(context.retries).isNotEmpty();
        assertThat(context.durable).containsExactly(new Changes.At(2));
    }

    @Test
    void givesUpAfterItsRetries() throws Exception {
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))",
                "INSERT INTO t VALUES (1, 'old')",
                "SET GLOBAL innodb_lock_wait_timeout = 1");
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
        try (Connection other = database.connection();
                Statement statement = other.createStatement();
                SinkWriter<ChangeEvent> writer =
                        sink().retries(1, backoff).build().open(context)) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM t WHERE id = 1 FOR UPDATE");
            writer.write(Changes.insert(7, Row.of(notes(), 1, "new")));

            assertThatThrownBy(() -> writer.flush(LIMIT))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("1 rows, the first the row of table " + database.name()
                            + ".t from binlog.000001:7 event 0 row 0 with key (id), cannot be stored")
                    .hasMessageContaining("error 1205")
                    .hasMessageContaining("tried 2 times");
            other.rollback();
        } finally {
            database.execute("SET GLOBAL innodb_lock_wait_timeout = DEFAULT");
        }
        assertThat(context.failures).hasSize(1);
        assertThat(context.durable).isEmpty();
    }

    @Test
    void findsTheRowThatIsRefusedAndStoresTheOthers() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))");
        TableSchema schema = notes();
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            records.add(Changes.insert(i, Row.of(schema, i, i == 13 ? "much too long for it" : "note " + i)));
        }
        records.add(Changes.update(21, Row.of(schema, 13, "much too long for it"), Row.of(schema, 13, "short")));
        records.add(Changes.insert(22, Row.of(schema, 22, "also much too long")));

        store(sink().build(), records);

        assertThat(context.rejected).containsExactly(records.get(12), records.get(21));
        assertThat(context.reasons.get(1))
                .isInstanceOf(SinkException.class)
                .hasMessage("The database refused the row of table " + database.name()
                        + ".t from binlog.000001:22 event 0 row 0 with key (id) (SQLState 22001, error 1406);"
                        + " the cause has the server's message")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(rows()).hasSize(20).contains(List.of(12, "note 12"), List.of(13, "short"), List.of(20, "note 20"));
    }

    @Test
    void neverOverwritesAnotherRowThatHasTheSameUniqueValue() throws Exception {
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10) UNIQUE)", "INSERT INTO t VALUES (1, 'taken')");

        store(
                sink().build(),
                List.of(
                        Changes.insert(1, Row.of(notes(), 2, "taken")),
                        Changes.insert(2, Row.of(notes(), 3, "free")),
                        Changes.insert(3, Row.of(notes(), 1, "taken"))));

        assertThat(context.rejected).hasSize(1);
        assertThat(rows()).containsExactly(List.of(1, "taken"), List.of(3, "free"));
    }

    @Test
    void namesTheStatementThatCreatesAMissingTable() throws Exception {
        assertThatThrownBy(() -> store(sink().build(), List.of(Changes.insert(1, Row.of(notes(), 1, "x")))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The target has no table `" + database.name() + "`.`t` for the rows of " + database.name()
                        + ".t; allow it by schemaEvolution(CREATE_TABLES), or create it, for example: CREATE TABLE `"
                        + database.name()
                        + "`.`t` (`id` int NOT NULL, `note` varchar(10) NULL, PRIMARY KEY (`id`))");
        assertThat(context.failures).hasSize(1);
    }

    @Test
    void namesTheStatementThatAddsAMissingColumn() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)");

        assertThatThrownBy(() -> store(sink().build(), List.of(Changes.insert(1, Row.of(notes(), 1, "x")))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Table `" + database.name() + "`.`t` of the target lacks the columns [note] of "
                        + database.name() + ".t; allow it by schemaEvolution(ADD_COLUMNS), or add them: ALTER TABLE `"
                        + database.name()
                        + "`.`t` ADD COLUMN `note` varchar(10) NULL");
    }

    @Test
    void refusesATargetWhoseRowsTheKeyDoesNotTellApart() throws Exception {
        database.execute("CREATE TABLE t (id INT, note VARCHAR(10))");

        assertThatThrownBy(() -> store(sink().build(), List.of(Changes.insert(1, Row.of(notes(), 1, "x")))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ALTER TABLE `" + database.name() + "`.`t` ADD PRIMARY KEY (`id`)");
    }

    @Test
    void rejectsRowsThatHaveNoKeyUnlessOneIsChosen() throws Exception {
        database.execute("CREATE TABLE t (id INT UNIQUE, note VARCHAR(10))");
        TableSchema keyless = TableSchema.of(notes().table(), notes().columns(), List.of());
        StreamRecord<ChangeEvent> record = Changes.insert(1, Row.of(keyless, 1, "x"));

        store(sink().build(), List.of(record));
        assertThat(context.rejected).hasSize(1);
        assertThat(context.reasons.get(0)).hasMessageContaining(".keyBy(change -> RowKey.of(");

        store(sink().build(), List.of(record.withKey(RowKey.of(record.value().row(), "id"))));
        assertThat(context.rejected).hasSize(1);
        assertThat(rows()).containsExactly(List.of(1, "x"));
    }

    @Test
    void leavesColumnsOfTheTargetAloneThatTheSourceLacksOrTheTargetComputes() throws Exception {
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10) AS (CONCAT('n', id)) STORED,"
                        + " extra VARCHAR(10) DEFAULT 'mine')",
                "INSERT INTO t (id, extra) VALUES (2, 'kept')");

        store(
                sink().parallelism(2).build(),
                List.of(
                        Changes.insert(1, Row.of(notes(), 1, "x")),
                        Changes.update(2, Row.of(notes(), 2, "y"), Row.of(notes(), 2, "z"))));

        assertThat(rows()).containsExactly(List.of(1, "n1", "mine"), List.of(2, "n2", "kept"));
    }

    @Test
    void emptiesTheTargetOfATruncatedTable() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))");
        try (SinkWriter<ChangeEvent> writer = sink().parallelism(3).build().open(context)) {
            for (int i = 1; i <= 50; i++) {
                writer.write(Changes.insert(i, Row.of(notes(), i, "before")));
            }
            writer.tableChanged(
                    Changes.SPLIT, new TableChange.Truncated(notes().table(), "TRUNCATE TABLE t", Changes.origin(51)));
            writer.write(Changes.insert(52, Row.of(notes(), 7, "after")));
            assertThat(writer.flush(LIMIT)).isTrue();

            assertThatThrownBy(() -> writer.tableChanged(
                            Changes.SPLIT,
                            new TableChange.PartitionChanged(
                                    notes().table(), "ALTER TABLE t DROP PARTITION p0", Changes.origin(53))))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("'ALTER TABLE t DROP PARTITION p0' on table");
        }
        assertThat(rows()).containsExactly(List.of(7, "after"));
    }

    @Test
    void canFailOrIgnoreATruncatedTable() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        TableChange truncated = new TableChange.Truncated(notes().table(), "TRUNCATE TABLE t", Changes.origin(1));

        try (SinkWriter<ChangeEvent> writer =
                sink().tableChanges(TableChangePolicy.IGNORE).build().open(context)) {
            writer.tableChanged(Changes.SPLIT, truncated);
        }
        try (SinkWriter<ChangeEvent> writer =
                sink().tableChanges(TableChangePolicy.FAIL).build().open(context)) {
            assertThatThrownBy(() -> writer.tableChanged(Changes.SPLIT, truncated))
                    .isInstanceOf(SinkException.class);
        }
        assertThat(rows()).containsExactly(List.of(1));
    }

    @Test
    void givesConnectionsBackAsTheyWere() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(server.rootUser());
        config.setPassword(server.rootPassword());
        config.setMaximumPoolSize(2);
        String session = "SELECT CONNECTION_ID(), @@sql_mode, @@time_zone, @@transaction_isolation, @@autocommit";
        try (HikariDataSource pool = new HikariDataSource(config)) {
            List<String> before = values(pool, session);

            store(
                    JdbcSink.changeEvents(pool).parallelism(2).build(),
                    List.of(Changes.insert(1, Row.of(notes(), 1, "x"))));

            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(values(pool, session)).isEqualTo(before);
        }
    }

    private static List<String> values(HikariDataSource pool, String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getString(i));
            }
            return values;
        }
    }

    @Test
    void abortEndsALaneThatIsBlocked() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))", "INSERT INTO t VALUES (1, 'old')");
        try (Connection other = database.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM t WHERE id = 1 FOR UPDATE");
            SinkWriter<ChangeEvent> writer = sink().build().open(context);
            writer.write(Changes.insert(1, Row.of(notes(), 1, "new")));
            awaitLockWait();

            assertThat(writer.flush(Duration.ZERO)).isFalse();
            writer.abort();
            context.threads.get(0).join(Duration.ofSeconds(2).toMillis());

            assertThat(context.threads.get(0).isAlive()).isFalse();
            assertThatThrownBy(() -> writer.write(Changes.insert(2, Row.of(notes(), 2, "new"))))
                    .isInstanceOf(TributaryException.class)
                    .hasMessage("The JDBC sink was aborted");
            writer.close();
            other.rollback();
        }
        assertThat(context.failures).isEmpty();
    }

    @Test
    void holdsNoMoreBytesThanItMay() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10))");
        context.byteBudget = 1000;

        store(
                sink().batchAge(Duration.ofMinutes(1)).parallelism(2).build(),
                IntStream.rangeClosed(1, 500)
                        .mapToObj(i -> Changes.insert(i, Row.of(notes(), i, "x")))
                        .toList());

        assertThat(rows()).hasSize(500);
    }

    @Test
    void saysWhatIsWrongWhenItCannotConnect() {
        var wrongPassword = new MysqlDataSource();
        wrongPassword.setUrl(database.jdbcUrl());
        wrongPassword.setUser("nobody");
        wrongPassword.setPassword("wrong");
        var nowhere = new MysqlDataSource();
        nowhere.setUrl("jdbc:mysql://127.0.0.1:1/x");

        assertThatThrownBy(() -> JdbcSink.changeEvents(wrongPassword).build().open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "cannot be connected to (SQLState 28000, error 1045): Access denied for user" + " 'nobody'");
        assertThatThrownBy(() ->
                        JdbcSink.changeEvents(nowhere).parallelism(2).build().open(context))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("cannot be connected to (SQLState 08S01")
                .hasMessageContaining("a pool must have at least 2 connections");
    }

    @Test
    void executesAStatementForEachElement() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(5) NOT NULL)");
        Sink<String> sink = JdbcSink.<String>statement(
                        database.dataSource(), "INSERT INTO t (word) VALUES (?)", (row, word) -> {
                            if (word.equals("throw")) {
                                throw new IllegalStateException("no such word");
                            }
                            row.setString(1, word);
                        })
                .batchRows(3)
                .build();
        List<StreamRecord<String>> records = Stream.of("one", "two", "throw", "three", "much too long")
                .map(word -> StreamRecord.withoutKey(word, Changes.origin(1), Changes.SPLIT, 10))
                .toList();

        try (SinkWriter<String> writer = sink.open(context)) {
            for (StreamRecord<String> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        assertThat(database.query("SELECT word FROM t ORDER BY word"))
                .containsExactly(List.of("one"), List.of("three"), List.of("two"));
        assertThat(context.rejected).containsExactly(records.get(2), records.get(4));
        assertThat(context.reasons.get(0)).rootCause().hasMessage("no such word");
    }
}
