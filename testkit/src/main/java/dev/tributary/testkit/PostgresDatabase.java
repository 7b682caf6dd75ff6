package dev.tributary.testkit;

import dev.tributary.testkit.internal.jdbc.Sql;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One database on a {@link PostgresServer}: what a test class has for itself on a shared server. Thread-safe. */
public final class PostgresDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final String name;
    private final Sql sql;

    PostgresDatabase(PostgresServer server, String name, Sql sql) {
        this.server = server;
        this.name = name;
        this.sql = sql;
    }

    /** The server that has it. */
    public PostgresServer server() {
        return server;
    }

    /** The database's name. */
    public String name() {
        return name;
    }

    /** A JDBC URL for this database, without user and password. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /** Connections as the server's first user to this database, a new one at each call. */
    public DataSource dataSource() {
        return sql.dataSource();
    }

    /** A new connection as the server's first user to this database. */
    public Connection connection() {
        return sql.connect();
    }

    /**
     * Runs statements as the server's first user, one after the other, in one connection.
     *
     * @throws TestkitException if one fails; the message has the statement
     */
    public void execute(String... statements) {
        sql.execute(statements);
    }

    /** Runs a query as the server's first user and returns its rows, with the values that the driver makes of them. */
    public List<List<@Nullable Object>> query(String query) {
        return sql.query(query);
    }

    /** How many rows a table has. */
    public long count(String table) {
        return sql.queryLong("SELECT COUNT(*) FROM " + table);
    }

    /** Drops the database and ends the connections to it. */
    @Override
    public void close() {
        server.execute("DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
    }

    /** The database's name and its server. */
    @Override
    public String toString() {
        return name + " on " + server;
    }
}
