package dev.tributary.binlog.faults;

import dev.tributary.testkit.MySqlServer.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One thread of a {@link Load}. */
final class LoadWriter implements Runnable {

    private static final int IDS = 2_000;
    private static final int MOST_STATEMENTS = 6;
    private static final int MOST_ROWS = 8;
    private static final int MANY_ROWS = 400;
    private static final int MOST_TRANSACTIONS_A_SESSION = 60;
    private static final long PAUSE_NANOS = Duration.ofMillis(40).toNanos();
    private static final long RECONNECT_NANOS = Duration.ofMillis(50).toNanos();

    private final Setup setup;
    private final String url;
    private final Credentials account;
    private final Random random;
    private final AtomicBoolean stopping;
    private final AtomicLong commits;
    private final AtomicReference<SQLException> failure;

    LoadWriter(
            Setup setup,
            String url,
            Credentials account,
            Random random,
            AtomicBoolean stopping,
            AtomicLong commits,
            AtomicReference<SQLException> failure) {
        this.setup = setup;
        this.url = url;
        this.account = account;
        this.random = random;
        this.stopping = stopping;
        this.commits = commits;
        this.failure = failure;
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            try (Connection connection = DriverManager.getConnection(url, account.user(), account.password());
                    Statement statement = connection.createStatement()) {
                statement.execute(setup.compression(random.nextBoolean()));
                // An ALTER TABLE closes circles of waiting that the server does not see.
                statement.execute("SET SESSION innodb_lock_wait_timeout = 1");
                connection.setAutoCommit(false);
                for (int i = random.nextInt(MOST_TRANSACTIONS_A_SESSION); i >= 0 && !stopping.get(); i--) {
                    transaction(connection, statement);
                    LockSupport.parkNanos(random.nextLong(2 * PAUSE_NANOS));
                }
            } catch (SQLException e) {
                if (isOwnFault(e)) {
                    failure.compareAndSet(null, e);
                    return;
                }
                LockSupport.parkNanos(RECONNECT_NANOS);
            }
        }
    }

    /** Whether a statement is wrong; everything else is a conflict, or what the faults do to the server. */
    private static boolean isOwnFault(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("42") || state.startsWith("22") || state.startsWith("21");
    }

    private void transaction(Connection connection, Statement statement) throws SQLException {
        for (int i = random.nextInt(MOST_STATEMENTS); i >= 0; i--) {
            statement.execute(change());
        }
        int fate = random.nextInt(10);
        if (fate == 0) {
            connection.rollback();
            return;
        }
        if (fate == 1) {
            statement.execute("SAVEPOINT s");
            statement.execute(change());
            statement.execute("ROLLBACK TO SAVEPOINT s");
        }
        connection.commit();
        commits.incrementAndGet();
    }

    private String change() {
        String table = Load.TABLES.get(random.nextInt(Load.TABLES.size()));
        int rows = random.nextInt(50) == 0 ? MANY_ROWS : 1 + random.nextInt(MOST_ROWS);
        int first = random.nextInt(IDS);
        String where = " WHERE id BETWEEN " + first + " AND " + (first + rows - 1);
        return switch (random.nextInt(5)) {
            case 0, 1 -> insert(table, first, rows);
            case 2, 3 -> "UPDATE " + table + " SET seq = seq + 1, note = '" + note() + "'" + where;
            default -> "DELETE FROM " + table + where;
        };
    }

    private String insert(String table, int first, int rows) {
        StringJoiner values = new StringJoiner(", ");
        for (int id = first; id < first + rows; id++) {
            values.add("(" + id + ", 0, '" + note() + "')");
        }
        return "INSERT IGNORE INTO " + table + " (id, seq, note) VALUES " + values;
    }

    private String note() {
        return Long.toString(random.nextLong(), Character.MAX_RADIX).repeat(random.nextInt(4));
    }
}
