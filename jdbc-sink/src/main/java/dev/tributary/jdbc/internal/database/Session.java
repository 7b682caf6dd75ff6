package dev.tributary.jdbc.internal.database;

import dev.tributary.TableId;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the user's data source for as long as a lane can use it, with the statements prepared on it. Transactions
 * are begun by the first statement. {@link #close} gives the connection back as it was.
 *
 * <p>Confined to one thread, but for {@link #abort}.
 */
public final class Session implements AutoCloseable {

    private static final int MAX_STATEMENTS = 128;

    /** With 256 rows a statement MySQL saves 4 microseconds a row against 2,048, and costs seven answers more. */
    private static final long FAR_NANOS = 1_200_000;

    /** So many slow answers are no accident. */
    private static final int QUESTIONS = 5;

    private final DataSource dataSource;
    private final Executor aside;
    private final Connection connection;
    private final boolean autoCommit;
    private final int isolation;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);
    private final TextBuffer text = new TextBuffer();
    private List<String> restore = List.of();
    private boolean far;
    private @Nullable Dialect dialect;
    private @Nullable Boolean checksForeignKeys; // null until it was said

    /** Opens sessions. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Takes a connection and sets it up.
         *
         * @param aside does work for the session's thread while that waits for the database
         */
        Session open(Executor aside) throws SQLException;
    }

    /** Tells how a database is to be spoken to. */
    @FunctionalInterface
    public interface Detector {

        /**
         * Returns the dialect of a database.
         *
         * @throws dev.tributary.ConfigurationException if there is none for it
         */
        Dialect detect(DatabaseMetaData database) throws SQLException;
    }

    private Session(DataSource dataSource, Executor aside, Connection connection) throws SQLException {
        this.dataSource = dataSource;
        this.aside = aside;
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        this.isolation = connection.getTransactionIsolation();
    }

    /** Opens a session that is set up as the user's data source has it, for statements of the user. */
    public static Session open(DataSource dataSource, Executor aside) throws SQLException {
        return open(dataSource, aside, session -> {});
    }

    /** Opens a session in which every value of a row arrives as it is. */
    public static Session openForRows(DataSource dataSource, Detector detector, Executor aside) throws SQLException {
        return open(dataSource, aside, session -> {
            Dialect detected = detector.detect(session.connection.getMetaData());
            session.restore = detected.prepare(session.connection);
            session.dialect = detected;
        });
    }

    @FunctionalInterface
    private interface Setup {
        void apply(Session session) throws SQLException;
    }

    private static Session open(DataSource dataSource, Executor aside, Setup setup) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            Session session = new Session(dataSource, aside, connection);
            setup.apply(session);
            session.far = isFar(connection);
            connection.setAutoCommit(false);
            return session;
        } catch (SQLException | RuntimeException failure) {
            discard(connection, failure);
            throw failure;
        }
    }

    private static boolean isFar(Connection connection) throws SQLException {
        for (int i = 0; i < QUESTIONS; i++) {
            long asked = System.nanoTime();
            connection.isValid(0);
            if (System.nanoTime() - asked < FAR_NANOS) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a question and its answer take so long that larger statements and transactions are worth it, which the
     * database is slower with.
     */
    public boolean isFar() {
        return far;
    }

    /** Returns how the database is to be spoken to. */
    public Dialect dialect() {
        if (dialect == null) {
            throw new IllegalStateException("The session was opened for statements of the user");
        }
        return dialect;
    }

    /** Returns what does work for the session's thread while that waits for the database. */
    public Executor aside() {
        return aside;
    }

    /** Returns the memory for rows on their way to the database, for whoever is writing now; there are writers for many tables. */
    public TextBuffer text() {
        return text;
    }

    /** Returns a prepared statement that is kept for the next use of the same text; close it by no means. */
    public PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= MAX_STATEMENTS) {
            var oldest = statements.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        PreparedStatement prepared = connection.prepareStatement(sql);
        statements.put(sql, prepared);
        return prepared;
    }

    /** Returns a statement that is not kept; the caller closes it. */
    public Statement statement() throws SQLException {
        return connection.createStatement();
    }

    /** Returns the connection as a driver has it; empty where it is another driver's. */
    public <T> Optional<T> unwrap(Class<T> type) throws SQLException {
        return connection.isWrapperFor(type) ? Optional.of(connection.unwrap(type)) : Optional.empty();
    }

    /** Has the database check foreign keys from now on, and act as they say, or not, if it lets a session choose. */
    public void checkForeignKeys(boolean wanted) throws SQLException {
        if (checksForeignKeys == null || checksForeignKeys != wanted) {
            Optional<String> sql = dialect().checkForeignKeys(wanted);
            if (sql.isPresent()) {
                prepare(sql.get()).execute();
            }
            checksForeignKeys = wanted;
        }
    }

    /** Has {@link #awaitWriters} wait for the open transaction. */
    public void joinWriters(String pipeline) throws SQLException {
        lockOfWriters(pipeline, false);
    }

    /**
     * Waits until no transaction of a pipeline's writers is open, be it that of a session which is lost or given up: the server
     * may still be at its commit. Where a statement waits for rows that are not committed yet, nothing is waited for here.
     */
    public void awaitWriters(String pipeline) throws SQLException {
        lockOfWriters(pipeline, true);
    }

    private void lockOfWriters(String pipeline, boolean exclusive) throws SQLException {
        Optional<String> lock = dialect == null ? Optional.empty() : dialect.lockOfWriters(exclusive);
        if (lock.isPresent()) {
            PreparedStatement statement = prepare(lock.get());
            statement.setString(1, "tributary " + pipeline);
            statement.execute();
        }
    }

    /**
     * Defines something in the database, on another connection of the data source: what is open here is neither committed
     * nor waited for.
     */
    public void define(String sql) throws SQLException {
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(sql);
            if (!other.getAutoCommit()) {
                other.commit();
            }
        }
    }

    /** Returns the statement that gives a column another type. */
    public String widening(TableId table, TargetColumn column, String type) throws SQLException {
        return dialect().widenColumn(connection, table, column, type);
    }

    /** Looks up a table of the database as it is now. */
    public Optional<TargetTable> table(TableId id) throws SQLException {
        return dialect().find(connection, id);
    }

    /** Returns the name of the database's product. */
    public String product() throws SQLException {
        return connection.getMetaData().getDatabaseProductName();
    }

    /** Marks a place in the open transaction to which it can be undone. */
    public Savepoint savepoint() throws SQLException {
        return connection.setSavepoint();
    }

    /** Undoes what was written since a place in the open transaction. */
    public void rollback(Savepoint place) throws SQLException {
        connection.rollback(place);
        checksForeignKeys = null; // some databases undo what was set, too
    }

    /** Commits what was written since the last commit. */
    public void commit() throws SQLException {
        connection.commit();
    }

    /** Undoes what was written since the last commit. */
    public void rollback() throws SQLException {
        connection.rollback();
        checksForeignKeys = null;
    }

    /** Breaks off whatever the session is doing, and makes it useless. Thread-safe. */
    public void abort() {
        abort(connection);
    }

    /** Gives up the connection after a failure; it is not used again by anybody. */
    public void discard() {
        abort(connection);
        closeQuietly(connection);
    }

    /** Gives the connection back as it was; where that fails, gives it up. */
    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
                for (String sql : restore) {
                    statement.execute(sql);
                }
            }
            // Settings are a part of the transaction on some, and an isolation is not set within one.
            connection.commit();
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(autoCommit);
            connection.close();
        } catch (SQLException notClean) {
            discard();
        }
    }

    private static void discard(Connection connection, Throwable failure) {
        abort(connection);
        try {
            connection.close();
        } catch (SQLException another) {
            failure.addSuppressed(another);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException alreadyUseless) {
            // nothing is left to be broken off
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyUseless) {
            // a pool replaces it
        }
    }
}
