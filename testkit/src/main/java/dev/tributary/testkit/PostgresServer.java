package dev.tributary.testkit;

import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.jdbc.Sql;
import dev.tributary.testkit.internal.postgres.PostgresOptions;
import dev.tributary.testkit.internal.postgres.PostgresOrigins;
import dev.tributary.testkit.internal.postgres.ProvidedPostgres;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server for tests and examples.
 *
 * <p>It has its own temporary data and listens on a free port of the loopback interface; text is UTF-8 and sorts by code
 * points, the time zone is UTC. It ends with {@link #close()}, or with this JVM, however that ends. The port stays the
 * same over {@link #restart()} and {@link #startAgain()}, and so does the data.
 *
 * <p>Where the server comes from, in this order:
 *
 * <ol>
 *   <li>an address in the environment variable {@code TRIBUTARY_POSTGRES_URL}, such as
 *       {@code postgresql://postgres:secret@db.test:5432} (used only by servers without options of their own, and never
 *       stopped);
 *   <li>Testcontainers, when it is on the class path and a Docker engine answers;
 *   <li>an artifact that Maven fetches, unpacked once into {@code ~/.cache/tributary} (moved by {@code XDG_CACHE_HOME} or
 *       {@code TRIBUTARY_TESTKIT_CACHE}). It runs as any user: for root, in a user namespace of its own.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
    private final Server server;
    private final String user;
    private final String password;

    private PostgresServer(ProvidedPostgres provided) {
        this.server = provided.server();
        this.user = provided.user();
        this.password = provided.password();
    }

    /**
     * Starts a server with the testkit's defaults and waits until it answers.
     *
     * @throws TestkitException if no server can be provided; the message lists the ways to provide one
     */
    public static PostgresServer start() {
        return builder().start();
    }

    /** A server with options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where the server comes from, for people. */
    public String origin() {
        return server.origin();
    }

    /** The host to connect to. */
    public String host() {
        return server.host();
    }

    /** The port to connect to. */
    public int port() {
        return server.port();
    }

    /** The name of the user that may do everything. */
    public String rootUser() {
        return user;
    }

    /** The password of {@link #rootUser()}. */
    public String rootPassword() {
        return password;
    }

    /** A JDBC URL for {@code database}, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** Connections as {@link #rootUser()} to this database, a new one at each call. */
    public DataSource dataSource(String database) {
        return sql(database).dataSource();
    }

    /**
     * Runs statements as {@link #rootUser()}, one after the other, in one connection to the database {@code postgres}.
     *
     * @throws TestkitException if one fails; the message has the statement
     */
    public void execute(String... statements) {
        sql("postgres").execute(statements);
    }

    /**
     * Runs a query as {@link #rootUser()} in the database {@code postgres} and returns its rows, with the values that the
     * driver makes of them.
     */
    public List<List<@Nullable Object>> query(String query) {
        return sql("postgres").query(query);
    }

    /** Creates a database with a name of its own that begins with {@code hint}, so that tests can share a server. */
    public PostgresDatabase newDatabase(String hint) {
        String plain = hint.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String unique = Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
        String name = plain.substring(0, Math.min(plain.length(), 40)) + "_" + unique;
        execute("CREATE DATABASE \"" + name + "\"");
        return new PostgresDatabase(this, name, sql(name));
    }

    /** Shuts the server down in order, without waiting for its clients, starts it again and waits until it answers. */
    public void restart() {
        server.stop();
        server.start();
    }

    /** Shuts the server down in order, without waiting for its clients, and waits for its end. */
    public void stop() {
        server.stop();
    }

    /** Kills the server with all its processes, as {@code kill -9} does, and waits for their end. */
    public void kill() {
        server.kill();
    }

    /** Starts the server after {@link #kill()} or {@link #stop()} and waits until it answers. */
    public void startAgain() {
        server.start();
    }

    /** Keeps the server from doing anything, as SIGSTOP does: connections stay open and nobody answers. */
    public void pause() {
        server.pause();
    }

    /** Lets the server go on after {@link #pause()}. */
    public void unpause() {
        server.unpause();
    }

    /** What the server has logged. */
    public String log() {
        return server.log();
    }

    /** Ends the server at once and removes its data. */
    @Override
    public void close() {
        server.close();
    }

    /** The server's address and where it comes from. */
    @Override
    public String toString() {
        return "PostgreSQL at " + host() + ":" + port() + " (" + origin() + ")";
    }

    private Sql sql(String database) {
        return new Sql(jdbcUrl(database), user, password);
    }

    /** Collects what a server shall be like. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> options = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Makes a setting of the server, such as {@code option("max_connections", "20")}, beside or instead of the
         * testkit's own.
         *
         * @throws IllegalArgumentException if {@code name} is not a setting's name, or is one that the testkit owns
         */
        public Builder option(String name, String value) {
            options.put(PostgresOptions.checkedName(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Commits do not wait for the disk: much faster, and still safe against {@link PostgresServer#kill()}, but not
         * against a failure of the machine.
         */
        public Builder fast() {
            options.putAll(PostgresOptions.fast());
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws TestkitException if no server can be provided; the message lists the ways to provide one
         */
        public PostgresServer start() {
            return new PostgresServer(PostgresOrigins.open(Map.copyOf(options)));
        }
    }
}
