package dev.tributary.examples;

import dev.tributary.testkit.MySqlDatabase;

/** The table that {@link HistoryProgram} appends changes to, in a database of its own. */
final class HistoryTable implements AutoCloseable {

    private final MySqlDatabase database;

    /** Creates the table; the database is dropped with it. */
    HistoryTable(MySqlDatabase database) {
        this.database = database;
        database.execute("CREATE TABLE history (number BIGINT AUTO_INCREMENT PRIMARY KEY, id INT, value VARCHAR(120))");
    }

    MySqlDatabase database() {
        return database;
    }

    long count() {
        return database.count("history");
    }

    /** Gives a history what was stored, in that order. */
    void deliverTo(KeyHistory history) {
        database.query("SELECT id, value FROM history ORDER BY number")
                .forEach(row -> history.delivered(((Number) row.get(0)).intValue(), String.valueOf(row.get(1))));
    }

    @Override
    public void close() {
        database.close();
    }
}
