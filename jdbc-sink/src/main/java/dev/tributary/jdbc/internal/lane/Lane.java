package dev.tributary.jdbc.internal.lane;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.database.UnbindableException;
import dev.tributary.jdbc.internal.lane.LaneQueues.Entry;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.StreamRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stores the work of one lane: a batch at a time, each in one transaction, on one connection.
 *
 * <p>A failure that may pass is tried again, on a new connection where the old one is lost. When a row is refused, the batch
 * is halved, and its parts are stored in their order, until the row is alone and is rejected.
 *
 * <p>Runs on a thread of its own; {@link #abort} may come from any.
 */
final class Lane<W extends Work> implements Runnable {

    private final int number;
    private final SinkContext context;
    private final LaneSettings settings;
    private final LaneQueues<W> queues;
    private final Session.Opener opener;
    private final BatchStore<W> store;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private volatile boolean aborted;

    Lane(
            int number,
            SinkContext context,
            LaneSettings settings,
            LaneQueues<W> queues,
            Session.Opener opener,
            BatchStore<W> store) {
        this.number = number;
        this.context = context;
        this.settings = settings;
        this.queues = queues;
        this.opener = opener;
        this.store = store;
    }

    /** Waits until the lane is connected, or has failed, which the queues then tell. */
    void awaitOpened() throws InterruptedException {
        opened.await();
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever ends the lane ends the writer
    public void run() {
        try {
            open();
            opened.countDown();
            while (true) {
                store(queues.take(number));
            }
        } catch (LaneQueues.ClosedException closed) {
            // the writer is being closed
        } catch (InterruptedException interrupted) {
            queues.close("The lane's thread was interrupted");
        } catch (RuntimeException failure) {
            fail(failure);
        } catch (Error failure) {
            fail(new SinkException("A lane of the JDBC sink ended with " + failure, failure));
            throw failure;
        } finally {
            opened.countDown();
            closeSession();
        }
    }

    private void fail(RuntimeException failure) {
        if (queues.fail(failure)) {
            context.failed(failure);
        }
    }

    private void open() {
        try {
            connect();
        } catch (SQLException failure) {
            throw notConnected(failure);
        }
    }

    private Session connect() throws SQLException {
        Session fresh = opener.open();
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

    private void store(List<Entry<W>> batch) throws InterruptedException {
        SQLException refused = tryStore(batch);
        if (refused == null) {
            queues.stored(number, batch.size());
        } else if (batch.size() == 1) {
            reject(batch.get(0).work(), refused);
            queues.stored(number, 1);
        } else {
            int middle = batch.size() / 2;
            store(batch.subList(0, middle));
            store(batch.subList(middle, batch.size()));
        }
    }

    private void reject(W work, SQLException refused) throws InterruptedException {
        TributaryException cause = refused instanceof UnbindableException unbindable
                ? unbindable.reason(work.describe())
                : new SinkException(
                        "The database refused " + work.describe() + " (" + SqlFailure.codes(refused)
                                + "); the cause has the server's message",
                        SqlFailure.unchained(refused));
        Optional<StreamRecord<?>> record = work.record();
        if (record.isEmpty()) {
            throw cause;
        }
        context.rejected(record.get(), cause);
    }

    /** Stores a batch in a transaction; returns null, or the error of a row that is refused. */
    private @Nullable SQLException tryStore(List<Entry<W>> batch) throws InterruptedException {
        List<W> work = batch.stream().map(Entry::work).toList();
        int failures = 0;
        while (true) {
            try {
                Session known = session;
                Session current = known == null ? connect() : known;
                store.write(current, work);
                current.commit();
                return null;
            } catch (SQLException failure) {
                queues.ensureRunning();
                if (rolledBack(failure) == SqlFailure.ROW) {
                    return failure;
                }
                failures++;
                awaitNextTry(failure, failures, work);
            }
        }
    }

    private void awaitNextTry(SQLException failure, int failures, List<W> work) throws InterruptedException {
        SqlFailure kind = SqlFailure.of(failure);
        String message = work.size() + " rows, the first " + work.get(0).describe() + ", cannot be stored ("
                + SqlFailure.codes(failure) + "): " + failure.getMessage();
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
        queues.pause(settings.backoff().delay(failures));
    }

    /** Undoes the transaction, and gives up the connection where that fails or where it is lost. */
    private SqlFailure rolledBack(SQLException failure) {
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
            return kind;
        }
    }

    private void closeSession() {
        Session current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    /** Breaks off what the lane is doing on its connection. */
    void abort() {
        aborted = true;
        Session current = session;
        if (current != null) {
            current.abort();
        }
    }
}
