package dev.tributary.binlog.faults;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer.Credentials;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes to the tables t0, t1 and t2 until it is stopped, whatever happens to the server. Each row counts its changes, so
 * that a history can be checked by itself.
 */
final class Load implements AutoCloseable {

    static final List<String> TABLES = List.of("t0", "t1", "t2");

    private static final int WRITERS = 3;
    private static final int MOST_ADDED_COLUMNS = 6;

    private final MySqlDatabase database;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicReference<SQLException> failure = new AtomicReference<>();
    private int added;

    Load(Setup setup, MySqlDatabase database, Credentials account, long seed) {
        this.database = database;
        for (String table : TABLES) {
            database.execute(
                    "CREATE TABLE " + table + " (id INT PRIMARY KEY, seq BIGINT NOT NULL, note VARCHAR(100) NOT NULL)");
        }
        for (int i = 0; i < WRITERS; i++) {
            LoadWriter writer = new LoadWriter(
                    setup, database.jdbcUrl(), account, new Random(seed + i), stopping, commits, failure);
            threads.add(new Thread(writer, "load-" + i));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    long commits() {
        return commits.get();
    }

    /** Adds a column to a table, or removes those that were added when there are many. */
    void alter(Random random) {
        if (added == MOST_ADDED_COLUMNS) {
            added = 0;
            TABLES.forEach(this::dropAddedColumns);
        } else {
            added++;
            database.execute("ALTER TABLE " + TABLES.get(random.nextInt(TABLES.size())) + " ADD COLUMN c" + added
                    + " VARCHAR(20) DEFAULT 'default " + added + "'");
        }
    }

    private void dropAddedColumns(String table) {
        for (List<?> column : database.query("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '"
                + database.name() + "' AND TABLE_NAME = '" + table + "' AND COLUMN_NAME LIKE 'c%'")) {
            database.execute("ALTER TABLE " + table + " DROP COLUMN " + column.get(0));
        }
    }

    /** Stops the writers and waits for their last transactions. */
    void stop() throws Exception {
        close();
        Await.until(
                "all writers stopped",
                Duration.ofMinutes(1),
                () -> threads.stream().noneMatch(Thread::isAlive));
        SQLException thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("the load has failed", thrown);
        }
    }

    @Override
    public void close() {
        stopping.set(true);
    }
}
