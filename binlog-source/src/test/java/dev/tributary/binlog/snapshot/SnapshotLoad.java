package dev.tributary.binlog.snapshot;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes to tables of every kind of key until it is stopped. Each row has a version that grows with each change, also over
 * deletes and over changes of its key: a key is inserted and changed into by one thread only.
 */
final class SnapshotLoad implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final long STEP = 1_000_000;

    /** Their rows are read by another connection each, so that many would be a test of that. */
    private static final int XA_ONE_IN = 150;

    private final MySqlDatabase database;
    private final List<KeyKind> kinds;
    private final int rows;
    private final AtomicLong versions = new AtomicLong();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicLong transactions = new AtomicLong();
    private volatile boolean stopping;

    /** @param rows how many keys each table may have */
    SnapshotLoad(MySqlDatabase database, List<KeyKind> kinds, int rows, long seed) throws SQLException {
        this.database = database;
        this.kinds = kinds;
        this.rows = rows;
        for (KeyKind kind : kinds) {
            database.execute("SET SESSION sql_mode = ''", kind.create());
        }
        Random random = new Random(seed);
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            for (KeyKind kind : kinds) {
                for (int number = 0; number < rows; number++) {
                    if (random.nextInt(4) > 0) {
                        statement.execute(insert(kind, number));
                    }
                }
            }
        }
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(i, new Random(seed + i));
            threads.add(new Thread(writer::run, "snapshot-load-" + i));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    long transactions() {
        return transactions.get();
    }

    /** Does something while nothing is written. */
    void whileQuiet(SqlAction action) throws Exception {
        gate.writeLock().lock();
        try {
            action.run();
        } finally {
            gate.writeLock().unlock();
        }
        Exception thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("the load has failed", thrown);
        }
    }

    /** What may fail. */
    interface SqlAction {
        void run() throws Exception;
    }

    private String insert(KeyKind kind, int number) {
        return "INSERT INTO " + kind.table() + " (" + String.join(", ", kind.keyColumns()) + ", v, note) VALUES ("
                + String.join(", ", kind.values(number)) + ", " + versions.addAndGet(STEP)
                + ", 'inserted') ON DUPLICATE KEY UPDATE v = v + 1";
    }

    private static String where(KeyKind kind, int number) {
        StringJoiner where = new StringJoiner(" AND ", " WHERE ", "");
        List<String> columns = kind.keyColumns();
        List<String> values = kind.values(number);
        for (int i = 0; i < columns.size(); i++) {
            where.add(columns.get(i) + " = " + values.get(i));
        }
        return where.toString();
    }

    @Override
    public void close() {
        stopping = true;
        Await.until(
                "all writers stopped",
                Duration.ofMinutes(1),
                () -> threads.stream().noneMatch(Thread::isAlive));
    }

    private final class Writer {

        private final int index;
        private final Random random;

        Writer(int index, Random random) {
            this.index = index;
            this.random = random;
        }

        void run() {
            while (!stopping) {
                try (Connection connection = database.connection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("SET SESSION sql_mode = ''");
                    statement.execute("SET SESSION innodb_lock_wait_timeout = 2");
                    connection.setAutoCommit(false);
                    while (!stopping) {
                        if (random.nextInt(10) == 0) {
                            xaTransaction(statement);
                        } else {
                            transaction(connection, statement);
                        }
                    }
                } catch (SQLException e) {
                    if (String.valueOf(e.getSQLState()).startsWith("42")) {
                        failure.set(e);
                        return;
                    }
                }
            }
        }

        private void transaction(Connection connection, Statement statement) throws SQLException {
            gate.readLock().lock();
            try {
                if (random.nextInt(XA_ONE_IN) == 0) {
                    inXa(statement);
                } else {
                    changes(statement);
                    if (random.nextInt(10) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                        transactions.incrementAndGet();
                    }
                }
            } catch (SQLException conflict) {
                connection.rollback();
                if (String.valueOf(conflict.getSQLState()).startsWith("42")) {
                    throw conflict;
                }
            } finally {
                gate.readLock().unlock();
            }
        }

        private void changes(Statement statement) throws SQLException {
            for (int i = random.nextInt(4); i >= 0; i--) {
                statement.execute(change());
            }
        }

        private void inXa(Statement statement) throws SQLException {
            String id = "'load-" + index + "-" + transactions.incrementAndGet() + "'";
            statement.execute("XA START " + id);
            try {
                changes(statement);
            } catch (SQLException conflict) {
                statement.execute("XA END " + id);
                statement.execute("XA ROLLBACK " + id);
                return;
            }
            statement.execute("XA END " + id);
            statement.execute("XA PREPARE " + id);
            statement.execute((random.nextInt(10) == 0 ? "XA ROLLBACK " : "XA COMMIT ") + id);
        }

        /** One in two parts. After a conflict the connection is of no use any more. */
        private void xaTransaction(Statement statement) throws SQLException {
            String id = " 'load-" + index + "'";
            gate.readLock().lock();
            try {
                statement.execute("XA START" + id);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    statement.execute(change());
                }
                statement.execute("XA END" + id);
                statement.execute("XA PREPARE" + id);
                statement.execute("DO SLEEP(" + random.nextDouble(0.02) + ")");
                statement.execute((random.nextInt(4) == 0 ? "XA ROLLBACK" : "XA COMMIT") + id);
                transactions.incrementAndGet();
            } finally {
                gate.readLock().unlock();
            }
        }

        private String change() {
            KeyKind kind = kinds.get(random.nextInt(kinds.size()));
            int number = own();
            return switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4 -> insert(kind, number);
                case 5, 6, 7, 8 -> "DELETE FROM " + kind.table() + where(kind, number);
                case 9, 10, 11 -> move(kind, number, own());
                case 12 ->
                    "UPDATE " + kind.table() + " SET v = v + 1, note = REPEAT('x', 150) ORDER BY v LIMIT "
                            + random.nextInt(1, rows);
                default ->
                    "UPDATE " + kind.table() + " SET v = v + 1, note = '" + random.nextLong() + "'"
                            + where(kind, number);
            };
        }

        private int own() {
            return random.nextInt(rows / WRITERS) * WRITERS + index;
        }

        private String move(KeyKind kind, int from, int to) {
            StringJoiner set = new StringJoiner(", ");
            List<String> values = kind.values(to);
            for (int i = 0; i < values.size(); i++) {
                set.add(kind.keyColumns().get(i) + " = " + values.get(i));
            }
            return "UPDATE IGNORE " + kind.table() + " SET " + set + ", v = " + versions.addAndGet(STEP)
                    + where(kind, from);
        }
    }
}
