package dev.tributary.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Has the server end sessions of a database, whatever they are doing, and takes locks of rows in any order, until its end. */
final class TargetFaults {

    private final TargetDatabase.Product product;
    private final TargetDatabase target;
    private final String table;
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger collisions = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean over;

    /** @param table of which rows are locked */
    TargetFaults(TargetDatabase.Product product, TargetDatabase target, String table, long seed) {
        this.product = product;
        this.target = target;
        this.table = table;
        this.threads = List.of(
                new Thread(() -> killSessions(new Random(seed + 1)), "killer"),
                new Thread(() -> takeLocks(new Random(seed + 2)), "rival"));
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Returns how many there were, as text. */
    String count() {
        return kills + " kills, " + collisions + " transactions of a rival";
    }

    void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void killSessions(Random random) {
        while (!over) {
            pause(20 + random.nextInt(150));
            try {
                List<List<@Nullable String>> sessions = target.query(
                        switch (product) {
                            case MYSQL, MARIADB ->
                                "SELECT id FROM information_schema.processlist WHERE db = '" + target.schema()
                                        + "' AND id <> CONNECTION_ID()";
                            default ->
                                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND pid <> pg_backend_pid()";
                        });
                if (!sessions.isEmpty()) {
                    String session =
                            sessions.get(random.nextInt(sessions.size())).get(0);
                    target.execute(
                            switch (product) {
                                case MYSQL, MARIADB -> "KILL " + session;
                                default -> "SELECT pg_terminate_backend(" + session + ")";
                            });
                    kills.incrementAndGet();
                }
            } catch (SQLException gone) {
                // the session has ended by itself
            }
        }
    }

    /** Changes no row. */
    private void takeLocks(Random random) {
        while (!over) {
            pause(random.nextInt(30));
            try (Connection connection = target.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < 3; i++) {
                    lockRow(statement, random.nextInt(40));
                    pause(random.nextInt(4));
                }
                connection.rollback();
                collisions.incrementAndGet();
            } catch (SQLException victim) {
                // of a deadlock or of a kill
            }
        }
    }

    private void lockRow(Statement statement, int id) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT id FROM " + table + " WHERE id = " + id + " FOR UPDATE")) {
            row.next();
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
