package dev.tributary.jdbc;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.hsqldb.jdbc.JDBCDataSource;
import org.jspecify.annotations.Nullable;

/**
 * An empty database of one of the products that rows can be stored in.
 *
 * @param schema what stands for a source's database in it
 * @param quote what identifiers are quoted by
 */
record TargetDatabase(DataSource dataSource, String schema, String quote, Owner owner) implements AutoCloseable {

    /** Whatever holds the database. */
    @FunctionalInterface
    interface Owner {
        void close() throws SQLException;
    }

    /** The products. */
    enum Product {
        MYSQL,
        MARIADB,
        POSTGRESQL,
        H2,
        /** Stands for all databases that have no dialect of their own. */
        HSQLDB;

        /** Makes a database, which is dropped when it is closed. */
        TargetDatabase create() {
            return switch (this) {
                case MYSQL -> ofMySql(MySqlVersion.V9);
                case MARIADB -> ofMySql(MySqlVersion.MARIADB);
                case POSTGRESQL -> {
                    PostgresDatabase database = SharedServers.postgres().newDatabase("target");
                    yield new TargetDatabase(database.dataSource(), "public", "\"", database::close);
                }
                case H2 -> {
                    JdbcDataSource database = new JdbcDataSource();
                    database.setUrl("jdbc:h2:mem:" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
                    yield new TargetDatabase(database, "PUBLIC", "\"", () -> execute(database, "SHUTDOWN"));
                }
                case HSQLDB -> {
                    JDBCDataSource database = new JDBCDataSource();
                    database.setUrl("jdbc:hsqldb:mem:" + System.nanoTime());
                    yield new TargetDatabase(database, "PUBLIC", "\"", () -> execute(database, "SHUTDOWN"));
                }
            };
        }

        private static TargetDatabase ofMySql(MySqlVersion version) {
            MySqlDatabase database = SharedServers.mySql(version).newDatabase("target");
            return new TargetDatabase(database.dataSource(), database.name(), "`", database::close);
        }
    }

    /** An identifier in quotes. */
    String quoted(String identifier) {
        return quote + identifier + quote;
    }

    void execute(String... statements) throws SQLException {
        execute(dataSource, statements);
    }

    private static void execute(DataSource dataSource, String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query, each value as text. */
    List<List<@Nullable String>> query(String sql) throws SQLException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    String text = result.getString(i);
                    row.add(text == null ? null : text.replaceFirst("(?<=\\d)E0$", "")); // HSQLDB's doubles
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }
}
