package dev.tributary.testkit.internal.jdbc;

import dev.tributary.testkit.TestkitException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements run one by one over a connection of their own, for setting up tests and looking at results. Immutable.
 *
 * @param url JDBC URL
 * @param user who connects
 * @param password the user's password
 */
public record Sql(String url, String user, String password) {
    /** A new connection. */
    public Connection connect() {
        try {
            return DriverManager.getConnection(url, user, password);
        } catch (SQLException e) {
            throw new TestkitException("Cannot connect to " + url + " as " + user + ": " + e.getMessage(), e);
        }
    }

    /** The same as a data source: each connection is a new one. */
    public DataSource dataSource() {
        return new DriverDataSource(url, user, password);
    }

    /** Runs statements in one connection. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                execute(statement, sql);
            }
        } catch (SQLException e) {
            throw new TestkitException("Lost the connection to " + url + ": " + e.getMessage(), e);
        }
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a query and returns its rows. */
    public List<List<@Nullable Object>> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getObject(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a query whose result is one number. */
    public long queryLong(String sql) {
        List<List<@Nullable Object>> rows = query(sql);
        if (rows.size() == 1 && rows.get(0).size() == 1 && rows.get(0).get(0) instanceof Number number) {
            return number.longValue();
        }
        throw new TestkitException("Expected one number from '" + sql + "' but got " + rows);
    }

    private static TestkitException failed(String sql, SQLException e) {
        return new TestkitException("Statement failed: " + sql + "\n" + e.getMessage(), e);
    }

    @Override
    public String toString() {
        return url + " as " + user;
    }
}
