package dev.tributary.benchmarks.jdbc;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.Task;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Selects each table as a stream of rows, over one connection, and takes the object of each column. */
final class TableRead {

    /** What the driver takes for a stream. */
    private static final int STREAM = Integer.MIN_VALUE;

    private static final int NO_BYTES = 0;

    private TableRead() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), TableRead::read);
    }

    private static void read(Task task, CaptureMeter meter) throws SQLException {
        String url =
                "jdbc:mysql://" + task.host() + ":" + task.port() + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        long values = 0;
        try (Connection connection = DriverManager.getConnection(url, task.user(), task.password());
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(STREAM);
            for (String table : task.tables()) {
                values += read(statement, table, meter);
            }
        }
        meter.mark();
        System.err.println(values + " values read");
    }

    private static long read(Statement statement, String table, CaptureMeter meter) throws SQLException {
        long values = 0;
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    if (rows.getObject(column) != null) {
                        values++;
                    }
                }
                meter.row(NO_BYTES);
            }
        }
        return values;
    }
}
