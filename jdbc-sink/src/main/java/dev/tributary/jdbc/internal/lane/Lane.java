package dev.tributary.jdbc.internal.lane;

import dev.tributary.SinkException;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.lane.LaneQueues.Entry;
import dev.tributary.spi.SinkContext;
import java.sql.SQLException;
import java.util.List;
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
    private final LaneQueues<W> queues;
    private final LaneConnection connection;
    private final BatchStore<W> store;
    private final CountDownLatch opened = new CountDownLatch(1);

    Lane(
            int number,
            SinkContext context,
            LaneSettings settings,
            LaneQueues<W> queues,
            Session.Opener opener,
            BatchStore<W> store) {
        this.number = number;
        this.context = context;
        this.queues = queues;
        this.connection = new LaneConnection(context, settings, opener);
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
            connection.open();
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
            connection.close();
        }
    }

    private void fail(RuntimeException failure) {
        if (queues.fail(failure)) {
            context.failed(failure);
        }
    }

    private void store(List<Entry<W>> batch) throws InterruptedException {
        SQLException refused = tryStore(batch);
        if (refused == null) {
            queues.stored(number, batch.size());
        } else if (batch.size() == 1) {
            Rejection.of(batch.get(0).work(), refused, context);
            queues.stored(number, 1);
        } else {
            int middle = batch.size() / 2;
            store(batch.subList(0, middle));
            store(batch.subList(middle, batch.size()));
        }
    }

    private static String described(List<? extends Work> work) {
        return work.size() + " rows, the first " + work.get(0).describe() + ",";
    }

    /** Stores a batch in a transaction; returns null, or the error of a row that is refused. */
    private @Nullable SQLException tryStore(List<Entry<W>> batch) throws InterruptedException {
        List<W> work = batch.stream().map(Entry::work).toList();
        int failures = 0;
        while (true) {
            try {
                Session current = connection.session();
                store.write(current, work);
                current.commit();
                return null;
            } catch (SQLException failure) {
                queues.ensureRunning();
                if (connection.rolledBack(failure) == SqlFailure.ROW) {
                    return failure;
                }
                failures++;
                connection.awaitNextTry(failure, failures, described(work), queues::pause);
            }
        }
    }

    /** Breaks off what the lane is doing on its connection. */
    void abort() {
        connection.abort();
    }
}
