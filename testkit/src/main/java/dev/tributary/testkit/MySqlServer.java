package dev.tributary.testkit;

import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.jdbc.Sql;
import dev.tributary.testkit.internal.mysql.MySqlOptions;
import dev.tributary.testkit.internal.mysql.MySqlOrigins;
import dev.tributary.testkit.internal.mysql.MySqlSpec;
import dev.tributary.testkit.internal.mysql.ProvidedMySql;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real MySQL (or MariaDB) server for tests and examples.
 *
 * <p>It has its own temporary data, listens on a free port of the loopback interface, and writes a binlog as change
 * capture needs it: row format, full images and metadata, GTIDs on. It ends with {@link #close()}, or with this JVM,
 * however that ends. The port stays the same over {@link #restart()} and {@link #startAgain()}, and so does the data.
 *
 * <p>Where the server comes from, in this order:
 *
 * <ol>
 *   <li>an address in the environment variable {@code TRIBUTARY_MYSQL_9_URL}, {@code TRIBUTARY_MYSQL_8_0_URL} or
 *       {@code TRIBUTARY_MARIADB_URL}, such as {@code mysql://root:secret@db.test:3306} (used only by servers without
 *       options of their own, and never stopped);
 *   <li>Testcontainers, when it is on the class path and a Docker engine answers;
 *   <li>a {@code mysqld} of the wanted generation on the {@code PATH};
 *   <li>on Debian, the distribution's packages, and for 8.0 an artifact that Maven fetches, unpacked once, without
 *       root, into {@code ~/.cache/tributary} (moved by {@code XDG_CACHE_HOME} or {@code TRIBUTARY_TESTKIT_CACHE});
 *   <li>MariaDB from its Maven artifact.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class MySqlServer implements AutoCloseable {
    private final MySqlVersion version;
    private final Server server;
    private final Credentials root;

    private MySqlServer(MySqlVersion version, Server server, Credentials root) {
        this.version = version;
        this.server = server;
        this.root = root;
    }

    /** A user and its password. */
    public record Credentials(String user, String password) {
        /** Shows the user only. */
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    /**
     * Starts a server of this generation with the testkit's defaults and waits until it answers.
     *
     * @throws TestkitException if no server can be provided; the message lists the ways to provide one
     */
    public static MySqlServer start(MySqlVersion version) {
        return builder().version(version).start();
    }

    /** A server with options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The generation: the one that was asked for, or MariaDB where no such server could be had. */
    public MySqlVersion version() {
        return version;
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
        return root.user();
    }

    /** The password of {@link #rootUser()}. */
    public String rootPassword() {
        return root.password();
    }

    /** A JDBC URL without user and password, with no database chosen. */
    public String jdbcUrl() {
        return jdbcUrl("");
    }

    /** A JDBC URL for {@code database}, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:mysql://" + host() + ":" + port() + "/" + database + "?allowPublicKeyRetrieval=true";
    }

    /** Connections as root, a new one at each call, with no database chosen. */
    public DataSource dataSource() {
        return sql("").dataSource();
    }

    /** A new connection as root, with no database chosen. */
    public Connection connection() {
        return sql("").connect();
    }

    /**
     * Runs statements as root, one after the other, in one connection and with no database chosen.
     *
     * @throws TestkitException if one fails; the message has the statement
     */
    public void execute(String... statements) {
        sql("").execute(statements);
    }

    /** Runs a query as root and returns its rows, with the values that the driver makes of them. */
    public List<List<@Nullable Object>> query(String query) {
        return sql("").query(query);
    }

    /** Creates a database with a name of its own that begins with {@code hint}, so that tests can share a server. */
    public MySqlDatabase newDatabase(String hint) {
        String plain = hint.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String unique = Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
        return database(plain.substring(0, Math.min(plain.length(), 40)) + "_" + unique);
    }

    /** The database of this name, created if it is not there. */
    public MySqlDatabase database(String name) {
        execute("CREATE DATABASE IF NOT EXISTS `" + name + "`");
        return new MySqlDatabase(this, name, sql(name));
    }

    /**
     * Creates a user that may do what change capture needs, on all databases: {@code REPLICATION SLAVE},
     * {@code REPLICATION CLIENT} and {@code SELECT}.
     */
    public Credentials createReplicationUser(String name, String password) {
        return createUser(name, password, "REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.*");
    }

    /**
     * Creates a user with these privileges, each given as what stands between {@code GRANT} and {@code TO}, such as
     * {@code "SELECT, INSERT ON shop.*"}.
     */
    public Credentials createUser(String name, String password, String... privileges) {
        execute("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + password.replace("'", "''") + "'");
        for (String privilege : privileges) {
            execute("GRANT " + privilege + " TO '" + name + "'@'%'");
        }
        return new Credentials(name, password);
    }

    /** Shuts the server down in order, starts it again and waits until it answers. */
    public void restart() {
        server.stop();
        server.start();
    }

    /** Shuts the server down in order and waits for its end. */
    public void stop() {
        server.stop();
    }

    /** Kills the server, as {@code kill -9} does, and waits for its end. */
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

    /** The generation, where the server comes from, and its address. */
    @Override
    public String toString() {
        return version + " at " + host() + ":" + port() + " (" + origin() + ")";
    }

    private Sql sql(String database) {
        return new Sql(jdbcUrl(database), root.user(), root.password());
    }

    /** Collects what a server shall be like. Not thread-safe. */
    public static final class Builder {
        private MySqlVersion version = MySqlVersion.V9;
        private final Map<String, String> options = new LinkedHashMap<>();

        private Builder() {}

        /** The generation; MySQL 9 by default. */
        public Builder version(MySqlVersion version) {
            this.version = Objects.requireNonNull(version, "version");
            return this;
        }

        /**
         * Sets an option of mysqld, such as {@code option("binlog-row-metadata", "MINIMAL")}, beside or instead of the
         * testkit's own.
         *
         * @throws IllegalArgumentException if {@code name} is not an option's name, or is one that the testkit owns
         */
        public Builder option(String name, String value) {
            options.put(MySqlOptions.checkedName(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Commits do not wait for the disk: much faster, and still safe against {@link MySqlServer#kill()}, but not
         * against a failure of the machine.
         */
        public Builder fast() {
            options.putAll(MySqlOptions.fast());
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws TestkitException if no server can be provided; the message lists the ways to provide one
         */
        public MySqlServer start() {
            ProvidedMySql provided = MySqlOrigins.open(new MySqlSpec(version, options));
            return new MySqlServer(version, provided.server(), new Credentials(provided.user(), provided.password()));
        }
    }
}
