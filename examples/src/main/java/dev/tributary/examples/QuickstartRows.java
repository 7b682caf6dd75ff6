package dev.tributary.examples;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The rows that the quickstart writes, and how it finds that they have arrived. */
final class QuickstartRows {

    private static final int FIRST_BULK_ID = 1000;
    private static final int BULK_ROWS = 20_000;
    private static final int ROWS_A_TRANSACTION = 500;

    private final DataSource database;
    private final Stages stages;
    private final Duration patience;
    private String verdict = "not verified";

    QuickstartRows(DataSource database, Stages stages, Duration patience) {
        this.database = database;
        this.stages = stages;
        this.patience = patience;
    }

    /** Runs a few statements, and lets each arrive before the next. */
    void changeOneByOne() throws SQLException, InterruptedException {
        run("INSERT INTO mytable VALUES (1, 'hello'), (2, 'world')", 2);
        run("UPDATE mytable SET value = 'brave new world' WHERE id = 2", 2);
        run("UPDATE mytable SET id = 3 WHERE id = 1", 3);
        run("DELETE FROM mytable WHERE id = 2", 2);
    }

    private void run(String sql, int id) throws SQLException, InterruptedException {
        stages.statement(sql);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        awaitEqual();
        String value =
                table("mytable_upper").containsKey(id) ? table("mytable_upper").get(id) : "(no such row)";
        stages.stored("mydb.mytable_upper", "id " + id + ": " + value);
    }

    /** Writes many rows in many transactions, while the pipelines run. */
    void changeManyAtOnce() throws SQLException, InterruptedException {
        stages.hideChanges();
        long begin = System.nanoTime();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                insertBulk(connection);
                updateAndDelete(connection);
            } finally {
                connection.setAutoCommit(true);
            }
        }
        awaitEqual();
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        stages.progress(String.format(
                Locale.ROOT,
                "%,d rows inserted, a third of them updated, a tenth deleted; all of it arrived %.1f s after the first"
                        + " statement",
                BULK_ROWS,
                millis / 1000.0));
    }

    private static void insertBulk(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO mytable VALUES (?, ?)")) {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < BULK_ROWS; i++) {
                insert.setInt(1, FIRST_BULK_ID + i);
                insert.setString(
                        2, random.nextInt(20) == 0 ? null : "row " + Long.toString(random.nextLong(), 36) + " é ß ω");
                insert.addBatch();
                if ((i + 1) % ROWS_A_TRANSACTION == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
    }

    private static void updateAndDelete(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE mytable SET value = CONCAT('changed ', id) WHERE id % 3 = 0");
            connection.commit();
            statement.executeUpdate("DELETE FROM mytable WHERE id % 10 = 7");
            connection.commit();
        }
    }

    private void awaitEqual() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!compare() && System.nanoTime() - deadline < 0) {
            Thread.sleep(20);
        }
    }

    /** Compares the tables row by row, and keeps the verdict. */
    boolean compare() throws SQLException {
        Map<Integer, @Nullable String> source = table("mytable");
        Map<Integer, @Nullable String> target = table("mytable_upper");
        source.replaceAll((id, value) -> value == null ? null : value.toUpperCase(Locale.ROOT));
        verdict = source.equals(target) ? "verified: " + source.size() + " rows" : firstDifference(source, target);
        return source.equals(target);
    }

    private static String firstDifference(
            Map<Integer, @Nullable String> source, Map<Integer, @Nullable String> target) {
        Map<Integer, @Nullable String> all = new TreeMap<>(source);
        all.putAll(target);
        for (Integer id : all.keySet()) {
            boolean same =
                    source.containsKey(id) == target.containsKey(id) && Objects.equals(source.get(id), target.get(id));
            if (!same) {
                return "different: row " + id + " is "
                        + (source.containsKey(id) ? "'" + source.get(id) + "'" : "absent")
                        + " in mytable (upper case) and "
                        + (target.containsKey(id) ? "'" + target.get(id) + "'" : "absent") + " in mytable_upper";
            }
        }
        return "equal";
    }

    private Map<Integer, @Nullable String> table(String name) throws SQLException {
        Map<Integer, @Nullable String> rows = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, value FROM mydb." + name)) {
            while (result.next()) {
                rows.put(result.getInt(1), result.getString(2));
            }
        }
        return rows;
    }

    String verdict() {
        return verdict;
    }
}
