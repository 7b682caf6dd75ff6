package dev.tributary.jdbc.internal.lane;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.spi.SinkContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a lane: made anew when it is lost, and what a failure on it means. Confined to the lane's thread, but for
 * {@link #abort}.
 */
final class LaneConnection {

    private final SinkContext context;
    private final LaneSettings settings;
    private final Session.Opener opener;
    private final Executor aside;
    private volatile @Nullable Session session;
    private volatile boolean aborted;

    LaneConnection(SinkContext context, LaneSettings settings, Session.Opener opener, Executor aside) {
        this.context = context;
        this.settings = settings;
        this.opener = opener;
        this.aside = aside;
    }

    /** Pauses before the next try. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /** Connects for the first time. */
    Session open() {
        try {
            return connect();
        } catch (SQLException failure) {
            throw notConnected(failure);
        }
    }

    /** Returns the connection, a new one where the last was lost. */
    Session session() throws SQLException {
        Session known = session;
        return known == null ? connect() : known;
    }

    private Session connect() throws SQLException {
        Session fresh = opener.open(aside);
        session = fresh;
        if (aborted) {
            fresh.abort();
        }
        return fresh;
    }

    private TributaryException notConnected(SQLException failure) {
        String message = "The target database cannot be connected to (" + SqlFailure.codes(failure) + "): "
                + failure.getMessage();
        if (SqlFailure.of(failure) == SqlFailure.CONFIGURATION) {
            return new ConfigurationException(message, SqlFailure.unchained(failure));
        }
        String advice = settings.lanes() == 1
                ? ""
                : "; a pool must have at least " + settings.lanes() + " connections, one for each lane";
        return new RetriableException(message + advice, SqlFailure.unchained(failure));
    }

    /**
     * Waits before the next try after a failure.
     *
     * @param kind what the failure means, by {@link #rolledBack}
     * @param failures how many there were in a row
     * @throws TributaryException if no try can help, or there were enough
     */
    void awaitNextTry(SQLException failure, SqlFailure kind, int failures, String what, Pause pause)
            throws InterruptedException {
        String message = what + " cannot be stored (" + SqlFailure.codes(failure) + "): " + failure.getMessage();
        if (kind == SqlFailure.CONFIGURATION) {
            throw new ConfigurationException(message, SqlFailure.unchained(failure));
        }
        if (kind == SqlFailure.OTHER) {
            throw new SinkException(message, SqlFailure.unchained(failure));
        }
        if (failures > settings.retries()) {
            throw new RetriableException(message + "; tried " + failures + " times", SqlFailure.unchained(failure));
        }
        context.retried(failure);
        pause.pause(settings.backoff().delay(failures));
    }

    /**
     * Undoes the transaction, and gives up the connection where that fails or where it is lost; returns what the failure means. A
     * driver's message about a statement that it has closed may hide that the connection was lost.
     */
    SqlFailure rolledBack(SQLException failure) {
        SqlFailure kind = SqlFailure.of(failure);
        Session current = session;
        if (current == null) {
            return kind == SqlFailure.ROW ? SqlFailure.CONNECTION : kind; // it was not a row that failed
        }
        if (kind == SqlFailure.CONNECTION) {
            current.discard();
            session = null;
            return kind;
        }
        try {
            current.rollback();
            return kind;
        } catch (SQLException lost) {
            failure.addSuppressed(lost);
            current.discard();
            session = null;
            return kind == SqlFailure.CONFIGURATION ? kind : SqlFailure.CONNECTION;
        }
    }

    /** Undoes the transaction after something that is no failure of the database. */
    void undo() {
        Session current = session;
        if (current != null) {
            try {
                current.rollback();
            } catch (SQLException lost) {
                current.discard();
                session = null;
            }
        }
    }

    /** Gives the connection back. */
    void close() {
        Session current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    /** Breaks off what is being done on it. */
    void abort() {
        aborted = true;
        Session current = session;
        if (current != null) {
            current.abort();
        }
    }
}
