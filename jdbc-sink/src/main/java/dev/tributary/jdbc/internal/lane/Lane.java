package dev.tributary.jdbc.internal.lane;

import dev.tributary.SinkException;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.lane.LaneQueues.Call;
import dev.tributary.jdbc.internal.lane.LaneQueues.Task;
import dev.tributary.spi.SinkContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stores the work of one lane: a batch at a time, each in one transaction, on one connection, with the positions that cover
 * it where they are kept there.
 *
 * <p>A failure that may pass is tried again, on a new connection where the old one is lost; where a commit may have
 * happened, its positions are read back first. When a row is refused, the batch is done again between savepoints, halved
 * until the row is alone, and rejected. A row that another may stand in the way of (a unique value, a foreign key) waits for
 * what the other lanes have before it: the batch is given back, to be done in the order of the source.
 *
 * <p>Runs on a thread of its own; {@link #abort} may come from any.
 */
final class Lane<W extends Work> implements Runnable {

    private final int number;
    private final SinkContext context;
    private final LaneQueues<W> queues;
    private final LaneConnection connection;
    private final BatchStore<W> store;
    private final Optional<Ledger> ledger;
    private final boolean alone;
    private final boolean commitsParts;
    private final CountDownLatch opened = new CountDownLatch(1);

    Lane(
            int number,
            SinkContext context,
            LaneSettings settings,
            LaneQueues<W> queues,
            LaneConnection connection,
            BatchStore<W> store,
            Optional<Ledger> ledger) {
        this.number = number;
        this.context = context;
        this.queues = queues;
        this.connection = connection;
        this.store = store;
        this.ledger = ledger;
        this.alone = settings.lanes() == 1;
        this.commitsParts = ledger.isEmpty() && !settings.wholeTransactions();
    }

    /** Waits until the lane is connected, or has failed, which the queues then tell. */
    void awaitOpened() throws InterruptedException {
        opened.await();
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever ends the lane ends the writer
    public void run() {
        try {
            if (connection.open().isFar()) {
                queues.far();
            }
            if (number == LaneQueues.FIRST) {
                prepare();
            }
            opened.countDown();
            while (true) {
                obey(queues.take(number));
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

    private void prepare() throws InterruptedException {
        if (ledger.isPresent()) {
            untilDone(
                    "The table of positions " + ledger.get().table().name(),
                    ledger.get().table()::require);
        } else {
            untilDone("The end of the last writer's transactions", session -> session.awaitWriters(context.pipeline()));
        }
    }

    private void fail(RuntimeException failure) {
        if (queues.fail(failure)) {
            context.failed(failure);
        }
    }

    @SuppressWarnings("unchecked") // the queues give what they were given
    private void obey(Task<?> task) throws InterruptedException {
        if (task instanceof Call call) {
            perform(call);
        } else if (task instanceof Batch<?> batch) {
            store((Batch<W>) batch);
        }
    }

    @SuppressWarnings("IllegalCatch") // the failure is the caller's
    private void perform(Call call) throws InterruptedException {
        try {
            untilDone(call.what(), call.action());
            queues.called(call);
        } catch (LaneQueues.ClosedException closed) {
            throw closed;
        } catch (RuntimeException failure) {
            connection.undo();
            queues.called(call, failure);
        }
    }

    private void untilDone(String what, LaneQueues.Action action) throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                Session session = connection.session();
                action.run(session);
                session.commit();
                return;
            } catch (SQLException failure) {
                queues.ensureRunning();
                SqlFailure kind = connection.rolledBack(failure);
                if (kind == SqlFailure.ROW) {
                    throw refused(what, failure);
                }
                failures++;
                connection.awaitNextTry(failure, kind, failures, what, queues::pause);
            }
        }
    }

    private static SinkException refused(String what, SQLException failure) {
        return new SinkException(
                what + " cannot be stored (" + SqlFailure.codes(failure) + "): " + failure.getMessage(),
                SqlFailure.unchained(failure));
    }

    private void store(Batch<W> batch) throws InterruptedException {
        long ticket = ThreadLocalRandom.current().nextLong();
        boolean bySavepoints = false;
        boolean unknown = false; // whether a commit has happened
        int failures = 0;
        while (true) {
            try {
                Session session = connection.session();
                if (unknown && isStored(session, batch, ticket)) {
                    session.rollback();
                } else {
                    if (unknown && ledger.isEmpty()) {
                        queues.repeated(batch);
                        session.awaitWriters(context.pipeline());
                        session.commit();
                    }
                    unknown = false;
                    write(session, batch, bySavepoints);
                    if (ledger.isPresent()) {
                        ledger.get().write(session, number, batch, ticket);
                    }
                    unknown = true;
                    session.commit();
                }
                ledger.ifPresent(open -> open.committed(number, batch, ticket));
                queues.stored(number, batch);
                return;
            } catch (RowsInTheWayException waiting) {
                connection.undo();
                queues.awaitMore(batch);
                queues.giveBack(number);
                return;
            } catch (SQLException failure) {
                queues.ensureRunning();
                SqlFailure kind = connection.rolledBack(failure);
                if (kind != SqlFailure.ROW) {
                    failures++;
                    connection.awaitNextTry(failure, kind, failures, batch.describe(), queues::pause);
                } else if (waitsForOthers(batch, failure)) {
                    queues.giveBack(number);
                    return;
                } else if (bySavepoints) {
                    throw refused(batch.describe(), failure);
                } else {
                    bySavepoints = true;
                }
            }
        }
    }

    private boolean waitsForOthers(Batch<W> batch, SQLException refused) {
        return !alone && !batch.serial() && SqlFailure.isConflict(refused);
    }

    private boolean isStored(Session session, Batch<W> batch, long ticket) throws SQLException {
        return ledger.isPresent() && ledger.get().isStored(session, number, batch, ticket);
    }

    private void write(Session session, Batch<W> batch, boolean bySavepoints)
            throws SQLException, InterruptedException, RowsInTheWayException {
        if (ledger.isEmpty()) {
            session.joinWriters(context.pipeline());
        }
        List<Entry<W>> left =
                batch.entries().stream().filter(entry -> !entry.rejected).toList();
        if (bySavepoints) {
            writeParts(session, batch, left);
        } else if (!left.isEmpty()) {
            store.write(session, PartWriter.work(left));
        }
    }

    /** When the error policy ends the pipeline, what came before the refused row is stored if it can be without a position. */
    @SuppressWarnings("IllegalCatch") // whatever the policy throws
    private void writeParts(Session session, Batch<W> batch, List<Entry<W>> left)
            throws SQLException, InterruptedException, RowsInTheWayException {
        try {
            new PartWriter<>(
                            session,
                            store,
                            context,
                            part -> waitsForOthers(batch, part),
                            () -> queues.canHaveMore(batch))
                    .write(left);
        } catch (RuntimeException ended) {
            if (commitsParts) {
                session.commit();
            }
            throw ended;
        }
    }

    /** Breaks off what the lane is doing on its connection. */
    void abort() {
        connection.abort();
    }
}
