package dev.tributary.jdbc.internal.lane;

import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.lane.ExactQueue.Batch;
import dev.tributary.jdbc.internal.lane.ExactQueue.Call;
import dev.tributary.jdbc.internal.lane.ExactQueue.Task;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.Trait;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * One lane that stores each batch together with the positions that cover it, in one transaction, so that nothing is stored
 * twice: a run begins at the positions that are stored.
 *
 * <p>Before a position is written, the epoch of its split is checked: when another writer has claimed the split since, the
 * transaction is undone and the writer ends. When the connection is lost while committing, the positions are read back to
 * learn whether it has happened. Rows that the database refuses are found by halving the batch between savepoints.
 *
 * @param <W> the kind of work
 */
public final class ExactLane<W extends Work> implements Lanes<W>, Runnable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final SinkContext context;
    private final BatchStore<W> store;
    private final PositionTable table;
    private final ExactQueue<W> queue;
    private final LaneConnection connection;
    private final Map<Split, Long> epochs = new HashMap<>(); // the lane's thread only
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Thread thread;

    private ExactLane(
            SinkContext context,
            LaneSettings settings,
            Session.Opener opener,
            BatchStore<W> store,
            PositionTable table) {
        this.context = context;
        this.store = store;
        this.table = table;
        this.queue = new ExactQueue<>(context.byteBudget(), settings);
        this.connection = new LaneConnection(context, settings, opener);
        this.thread = context.threads().newThread(this);
    }

    /**
     * Opens the lane and waits until it is connected and the table of positions is there.
     *
     * @throws TributaryException if that fails
     */
    public static <W extends Work> ExactLane<W> open(
            SinkContext context, LaneSettings settings, Session.Opener opener, BatchStore<W> store, PositionTable table)
            throws InterruptedException {
        ExactLane<W> lane = new ExactLane<>(context, settings, opener, store, table);
        boolean ready = false;
        try {
            lane.thread.start();
            lane.opened.await();
            lane.queue.ensureRunning();
            ready = true;
            return lane;
        } finally {
            if (!ready) {
                lane.close();
            }
        }
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever ends the lane ends the writer
    public void run() {
        try {
            connection.open();
            untilDone("The table of positions " + table.name(), table::require);
            opened.countDown();
            while (true) {
                obey(queue.take());
            }
        } catch (LaneQueues.ClosedException closed) {
            // the writer is being closed
        } catch (InterruptedException interrupted) {
            queue.close("The lane's thread was interrupted");
        } catch (RuntimeException failure) {
            fail(failure);
        } catch (Error failure) {
            fail(new SinkException("The lane of the JDBC sink ended with " + failure, failure));
            throw failure;
        } finally {
            opened.countDown();
            connection.close();
        }
    }

    private void fail(RuntimeException failure) {
        if (queue.fail(failure)) {
            context.failed(failure);
        }
    }

    private void obey(Task<?> task) throws InterruptedException {
        if (task instanceof Call call) {
            call.action().run();
        } else if (task instanceof Batch<?> batch) {
            store(new ArrayList<>(work(batch)), batch.positions());
            batch.positions().forEach(context::durable);
            queue.done(batch);
        }
    }

    @SuppressWarnings("unchecked") // the queue gives what it was given
    private List<W> work(Batch<?> batch) {
        return (List<W>) batch.work();
    }

    @FunctionalInterface
    private interface Action {
        void run(Session session) throws SQLException, InterruptedException;
    }

    /** Does something in a transaction, again after a failure that may pass. */
    private void untilDone(String what, Action action) throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                Session session = connection.session();
                action.run(session);
                session.commit();
                return;
            } catch (SQLException failure) {
                queue.ensureRunning();
                if (connection.rolledBack(failure) == SqlFailure.ROW) {
                    throw new SinkException(
                            what + " cannot be stored (" + SqlFailure.codes(failure) + "): " + failure.getMessage(),
                            SqlFailure.unchained(failure));
                }
                failures++;
                connection.awaitNextTry(failure, failures, what, queue::pause);
            }
        }
    }

    private void store(List<W> left, Map<Split, Position> positions) throws InterruptedException {
        boolean[] tried = new boolean[1]; // to commit
        String what = left.isEmpty()
                ? "A position"
                : left.size() + " rows, the first " + left.get(0).describe() + ",";
        untilDone(what, session -> {
            if (tried[0] && areStored(session, positions)) {
                return;
            }
            tried[0] = false;
            writeParts(session, left);
            for (Map.Entry<Split, Position> entry : positions.entrySet()) {
                write(session, entry.getKey(), entry.getValue());
            }
            tried[0] = true;
        });
    }

    private boolean areStored(Session session, Map<Split, Position> positions) throws SQLException {
        for (Map.Entry<Split, Position> entry : positions.entrySet()) {
            String wanted = entry.getValue().encode();
            boolean stored = table.find(
                            session, context.pipeline(), entry.getKey().id())
                    .filter(found -> found.place().equals(wanted))
                    .isPresent();
            if (!stored) {
                return false;
            }
        }
        return true;
    }

    private void write(Session session, Split split, Position position) throws SQLException {
        Long epoch = epochs.get(split);
        if (epoch == null) {
            throw new IllegalStateException("The split " + split + " was not claimed");
        }
        if (!table.write(session, context.pipeline(), split.id(), new PositionTable.Entry(epoch, position.encode()))) {
            session.rollback();
            throw fenced(split);
        }
    }

    /** Where another source hands splits out, it will say which are left; else there is a rival. */
    private TributaryException fenced(Split split) {
        String what =
                "Split '" + split + "' of pipeline '" + context.pipeline() + "' was claimed by another writer, in "
                        + table.name() + " of the target: nothing that this one had not committed is stored";
        boolean handedOut = context.soleSource()
                .filter(source -> !source.gives().contains(Trait.ONE_SPLIT))
                .isPresent();
        return handedOut
                ? new RetriableException(what)
                : new SinkException(
                        what + ". It has stopped for good, since a newer instance of the pipeline has taken over; two"
                                + " that shall run side by side need different names");
    }

    /** Writes work between savepoints; what is refused is halved until it is alone, and then rejected and taken out. */
    private void writeParts(Session session, List<W> work) throws SQLException, InterruptedException {
        if (work.isEmpty()) {
            return;
        }
        Savepoint before = session.savepoint();
        try {
            store.write(session, work);
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) != SqlFailure.ROW) {
                throw refused;
            }
            session.rollback(before);
            if (work.size() == 1) {
                Rejection.of(work.get(0), refused, context);
                work.clear();
            } else {
                List<W> first = work.subList(0, work.size() / 2);
                writeParts(session, first); // which may take something out
                writeParts(session, work.subList(first.size(), work.size()));
            }
        }
    }

    @Override
    public int laneOf(Object key) {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void put(int lane, W work, long bytes) throws InterruptedException {
        queue.put(work, bytes);
    }

    /** Does nothing: all that is given to one lane is done in its order. */
    @Override
    public void drain() {}

    @Override
    public void advance(Split split, Position position) throws InterruptedException {
        queue.cover(split, position);
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        return queue.awaitStored(deadline);
    }

    @Override
    public Map<Split, String> claim(Set<Split> splits) throws InterruptedException {
        CompletableFuture<Map<Split, String>> claimed = new CompletableFuture<>();
        queue.call(() -> {
            try {
                claimed.complete(claimNow(splits));
            } catch (InterruptedException | RuntimeException failure) {
                claimed.completeExceptionally(failure);
            }
        });
        try {
            return claimed.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new SinkException("The positions of " + splits + " cannot be claimed", failed);
        }
    }

    private Map<Split, String> claimNow(Set<Split> splits) throws InterruptedException {
        Map<Split, String> places = new HashMap<>();
        untilDone("The claim of positions", session -> {
            for (Split split : splits) {
                PositionTable.Entry entry = table.claim(session, context.pipeline(), split.id());
                epochs.put(split, entry.epoch());
                if (entry.place().isEmpty()) {
                    places.remove(split);
                } else {
                    places.put(split, entry.place());
                }
            }
        });
        places.keySet().forEach(queue::stored);
        return places;
    }

    @Override
    public void abort() {
        queue.close("The JDBC sink was aborted");
        connection.abort();
        thread.interrupt();
    }

    @Override
    public void close() {
        queue.close("The JDBC sink was closed");
        boolean interrupted = !awaitEnd();
        if (thread.isAlive()) {
            abort();
            interrupted |= !awaitEnd();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the thread's end for a time; returns false if it was interrupted. */
    private boolean awaitEnd() {
        try {
            thread.join(CLOSE_LIMIT.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
