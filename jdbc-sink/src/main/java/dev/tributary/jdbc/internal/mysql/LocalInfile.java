package dev.tributary.jdbc.internal.mysql;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.JdbcStatement;
import dev.tributary.jdbc.internal.database.Session;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What only MySQL's Connector/J can do: give a server bytes from memory when it asks for a file of the client. */
final class LocalInfile {

    /** The driver is an optional dependency. */
    private static final boolean HAS_DRIVER = hasDriver();

    private LocalInfile() {}

    private static boolean hasDriver() {
        try {
            Class.forName("com.mysql.cj.jdbc.JdbcStatement", false, LocalInfile.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Returns whether server, driver and the user's settings of both allow it. */
    static boolean isAllowed(Session session) throws SQLException {
        return HAS_DRIVER && driverAllows(session) && serverAllows(session);
    }

    private static boolean driverAllows(Session session) throws SQLException {
        JdbcConnection connection = session.unwrap(JdbcConnection.class).orElse(null);
        return connection != null
                && connection
                        .getPropertySet()
                        .getBooleanProperty(PropertyKey.allowLoadLocalInfile)
                        .getValue();
    }

    private static boolean serverAllows(Session session) throws SQLException {
        try (Statement statement = session.statement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.local_infile")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Executes a statement that reads a file, which is given to it; returns how many rows it wrote. */
    static int execute(Statement statement, String sql, InputStream file) throws SQLException {
        statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(file);
        return statement.executeUpdate(sql);
    }
}
