package dev.tributary.benchmarks.contest;

import dev.tributary.benchmarks.contest.Load.Change;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A way to store changes in the orders table. */
@FunctionalInterface
public interface Store {

    /** The table that changes are stored in. */
    String TABLE = "bench.orders";

    /** A table with all orders as they are before anything has changed. */
    String FILLED = "bench.orders_filled";

    /** Stores all changes in their order, and returns once they are committed. Takes the time from {@link CaptureMeter#begin} on. */
    void store(Task task, List<Change> changes, CaptureMeter meter) throws Exception;

    /** Stores once in a new process, and once in a warm one, each time in a table that is as it was; prints the figures. */
    static void run(Task task, Store store) throws Exception {
        Load load = Load.valueOf(task.setting(Load.SETTING));
        int rows = Math.toIntExact(task.rows());
        List<Change> changes = load.changes(rows);
        Capture.run(task, (ofPass, meter) -> {
            reset(ofPass, load.filled(rows));
            store.store(ofPass, changes, meter);
            meter.markAfter(changes.size());
        });
    }

    private static void reset(Task task, int filled) throws SQLException {
        try (Connection connection = connect(task, "");
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE " + TABLE);
            statement.execute("INSERT INTO " + TABLE + " SELECT * FROM " + FILLED + " WHERE id < " + filled);
        }
    }

    /** Returns the address of the task's database with options of its driver, in a session whose time zone is UTC. */
    static String url(Task task, String options) {
        return Target.of(task).url(task) + options;
    }

    /** Connects to the task's database. */
    static Connection connect(Task task, String options) throws SQLException {
        return DriverManager.getConnection(url(task, options), task.user(), task.password());
    }
}
