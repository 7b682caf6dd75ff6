package dev.tributary.jdbc.internal.lane;

import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.lane.PositionTracker.Mark;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the writer's thread and the threads of its lanes share: a queue for each lane, all of them within one budget of
 * bytes, and the positions between. A piece of work stays at the head of its queue until it is stored, so that the head
 * is always the oldest that is not.
 *
 * <p>{@link Batching} makes batches of what is in the queues. Positions are reported by one thread at a time, outside the lock, in
 * their order.
 *
 * <p>Work can be <i>serial</i>: up to some number all that is queued is done by the first lane, in the order of the source,
 * while the others do nothing.
 *
 * <p>Thread-safe. After a failure or {@link #close} every call throws.
 *
 * @param <W> the kind of work
 */
final class LaneQueues<W extends Work> {

    static final int FIRST = 0;

    /** A source that cannot tell its end is asked again after this time. */
    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(500).toNanos();

    private final SinkContext context;
    private final LaneSettings settings;
    private final boolean exact;
    private final boolean covered;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition(); // something was stored, or it is over
    private final List<LaneQueue<W>> queues = new ArrayList<>();
    private final PositionTracker tracker;
    private final SerialWork serial;
    private final Redelivery redelivery;
    private final Object reporting = new Object();
    private final Batching<W> batching;
    private long heldBytes;
    private @Nullable Call call;
    private @Nullable RuntimeException failure;

    /** What a lane is to do. */
    sealed interface Task<W extends Work> permits Batch, Call {}

    /** Something else to be done on the first lane's connection, while no lane does anything. */
    record Call(String what, Action action, CompletableFuture<Void> done) implements Task<Work> {}

    /** Is done in a transaction, and again after a failure that may pass. */
    @FunctionalInterface
    interface Action {
        void run(Session session) throws SQLException;
    }

    /** @param exact whether positions are stored with the work */
    LaneQueues(SinkContext context, LaneSettings settings, boolean exact) {
        this.context = context;
        this.settings = settings;
        this.exact = exact;
        this.covered = exact || settings.wholeTransactions();
        this.tracker = new PositionTracker(settings.lanes());
        this.serial = new SerialWork(tracker);
        this.batching = new Batching<>(settings, covered, queues, serial);
        this.redelivery = new Redelivery(context::sourceEnd, this::signalProgress);
        for (int i = 0; i < settings.lanes(); i++) {
            queues.add(new LaneQueue<>(lock.newCondition()));
        }
    }

    /**
     * Adds work to a lane; waits while the budget is used up and something can be stored meanwhile. Work larger than the budget
     * waits until it is alone.
     *
     * @param alone whether it is to be done in its place in the order of the source, as to all lanes
     */
    void put(int lane, Split split, W work, long bytes, boolean alone) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (heldBytes > 0 && heldBytes + bytes > context.byteBudget() && isMoving()) {
                ensureOpen();
                hurry(tracker.next());
                progress.await();
            }
            ensureOpen();
            if (settings.wholeTransactions() && heldBytes > 0 && heldBytes + bytes > context.byteBudget()) {
                throw new SinkException("The transaction of " + work.describe() + " holds more than the "
                        + context.byteBudget()
                        + " bytes that the sink may hold, so that it cannot be stored whole: give"
                        + " the pipeline more by sinkBytes(...), or leave out wholeTransactions()");
            }
            heldBytes += bytes;
            LaneQueue<W> queue = queues.get(lane);
            queue.add(new Entry<>(
                    tracker.assign(lane), split, work, bytes, batching.newest().get(split)));
            if (alone) {
                serial.begin();
            }
            if (serial.isOn()) {
                queues.get(FIRST).changed.signal();
                progress.signalAll();
            } else if (queue.entries.size() == 1 || batching.isFull(queue)) {
                queue.changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        answer(() -> {
            action.run();
            return true;
        });
    }

    private <R> R answer(Supplier<R> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Learns that the database is far away. */
    void far() {
        locked(batching::far);
    }

    private boolean isMoving() {
        return !covered || isBusy() || batching.exists();
    }

    private boolean isBusy() {
        return queues.stream().anyMatch(queue -> queue.busy);
    }

    /** Adds a position after all that was put so far. */
    void advance(Split split, Position position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ensureOpen();
            tracker.advance(split, position);
            if (batching.advance(split, position)) {
                wakeThoseBehind(split);
                if (serial.isOn()) {
                    progress.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
        report();
    }

    private void wakeThoseBehind(Split split) {
        long now = System.nanoTime();
        for (LaneQueue<W> queue : queues) {
            boolean first = exact && queue.moved(split, now);
            if (first || queue.starved || serial.isOn()) {
                queue.starved = false;
                queue.changed.signal();
            }
        }
    }

    /** Learns that a transaction begins or ends, where none may be parted. */
    void transaction(Split split, boolean begins) {
        if (settings.wholeTransactions()) {
            locked(() -> batching.transaction(split, begins));
        }
    }

    /** Has all that was put so far done before anything that follows, in whatever lane. */
    void barrier() {
        locked(() -> {
            serial.begin();
            wakeAll();
        });
    }

    /** Has everything done serially, until it is told otherwise. */
    void alwaysSerial(boolean value) {
        locked(() -> {
            serial.always(value);
            wakeAll();
        });
    }

    /** Gives a batch back of which rows stand in each other's way: all that is queued is done at once, in the source's order. */
    void giveBack(int lane) {
        locked(() -> {
            queues.get(lane).busy = false;
            serial.beginWhole();
            wakeAll();
        });
    }

    /**
     * Returns whether work that follows a batch of which rows stand in the way of others may move them, and is here or can be
     * waited for: where other lanes may have stored of it, before all became serial; or where all of it may be stored already,
     * since this is being read again.
     */
    boolean canHaveMore(Batch<W> batch) {
        lock.lock();
        try {
            boolean more = batching.hasMore(batch);
            return (serial.wasParallelBehind(batch.last()) && more)
                    || (mayBeStoredBehind(batch) && (more || isMoreExpected(batch)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, without a transaction, until there is as much again as was tried, all has come that is read again, no more can come
     * before the batch is done with, or something else is to be done first.
     */
    void awaitMore(Batch<W> batch) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (call == null && mayBeStoredBehind(batch) && isMoreExpected(batch)) {
                ensureOpen();
                progress.awaitNanos(ASK_AGAIN_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayBeStoredBehind(Batch<W> batch) {
        return serial.isAlways() || (!exact && batch.entries().stream().anyMatch(redelivery::mayConcern));
    }

    private boolean isMoreExpected(Batch<W> batch) {
        long enough = 2 * (batch.last() + 1) - tracker.lowest();
        return (tracker.next() < enough || !batching.hasMore(batch))
                && !batching.isUrgent(tracker.next() - 1)
                && heldBytes < context.byteBudget()
                && !redelivery.isOver(batching.newest());
    }

    /** Learns that a batch is tried again which may be stored, so that other lanes may be ahead of it. */
    void repeated(Batch<W> batch) {
        locked(() -> redelivery.repeated(batch.last() + 1));
    }

    private void signalProgress() {
        locked(progress::signalAll);
    }

    private void wakeAll() {
        progress.signalAll();
        queues.forEach(queue -> queue.changed.signal());
    }

    /** Waits for what a lane is to do next. A batch stays in the queues until {@link #stored}. */
    Task<?> take(int lane) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            LaneQueue<W> queue = queues.get(lane);
            while (true) {
                ensureOpen();
                if (call != null && lane == FIRST && !isBusy()) {
                    return call;
                }
                Batch<W> batch = call == null ? next(lane) : null;
                if (batch != null) {
                    queue.busy = true;
                    return batch;
                }
                if (call != null || serial.isOn()) {
                    queue.changed.await();
                } else {
                    queue.changed.awaitNanos(batching.nanosUntilDue(queue));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Batch<W> next(int lane) {
        if (serial.isOn()) {
            return lane == FIRST && !isBusy() ? batching.ofAll() : null;
        }
        return batching.of(queues.get(lane));
    }

    /** Learns that a batch of a lane is stored. */
    void stored(int lane, Batch<W> batch) {
        lock.lock();
        try {
            queues.get(lane).busy = false;
            for (int i = 0; i < queues.size(); i++) {
                if (batch.serial() || i == lane) {
                    LaneQueue<W> queue = queues.get(i);
                    heldBytes -= queue.removeThrough(batch.last());
                    queue.wrote(batch.positions());
                    tracker.stored(i, queue.oldest());
                }
            }
            progress.signalAll();
            if (call != null || batch.serial() || serial.isOn()) {
                wakeAll();
            }
        } finally {
            lock.unlock();
        }
        report();
    }

    private void report() {
        synchronized (reporting) {
            for (Mark mark : answer(tracker::takeDurable)) {
                context.durable(mark.split(), mark.position());
            }
        }
    }

    /**
     * Waits until all that was put so far is stored and reported, or all that can be as far as positions have come, but no
     * longer than a time; returns whether it is.
     */
    boolean awaitStored(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long end = tracker.next();
            hurry(end);
            long left = limit.toNanos();
            while (!tracker.isStoredBelow(end) && isMoving()) {
                ensureOpen();
                if (left <= 0) {
                    return false;
                }
                left = progress.awaitNanos(left);
            }
            ensureOpen();
        } finally {
            lock.unlock();
        }
        report();
        return true;
    }

    /** Returns whether all that was put so far is stored. */
    boolean isAllStored() {
        return answer(() -> tracker.isStoredBelow(tracker.next()));
    }

    /** Returns up to where each split is stored in all lanes. */
    Map<Split, Position> reached() {
        return answer(batching::reached);
    }

    /** Returns whether some lane has not written these positions, which all of them have reached. */
    @SuppressWarnings("ReferenceEquality") // positions are told apart by identity
    boolean isBehind(Split split, Position position) {
        return answer(() -> queues.stream().anyMatch(queue -> queue.written.get(split) != position));
    }

    /** Learns that positions of all lanes are written. */
    void wrote(Map<Split, Position> positions) {
        locked(() -> queues.forEach(queue -> queue.wrote(positions)));
    }

    /** Forgets how far splits were read before. */
    void forget(Set<Split> splits) {
        locked(() -> {
            batching.forget(splits);
            for (LaneQueue<W> queue : queues) {
                queue.written.keySet().removeAll(splits);
                queue.moved.removeAll(splits);
            }
        });
    }

    /** Has the first lane do something while no lane does anything else, and waits for it. */
    void call(String what, Action action) throws InterruptedException {
        Call wanted = new Call(what, action, new CompletableFuture<>());
        lock.lockInterruptibly();
        try {
            ensureOpen();
            call = wanted;
            wakeAll();
        } finally {
            lock.unlock();
        }
        try {
            wanted.done.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new SinkException(what + " failed", failed);
        }
    }

    /** Learns that what was called is done. */
    void called(Call ended) {
        lock.lock();
        try {
            call = null;
            wakeAll();
        } finally {
            lock.unlock();
        }
        ended.done.complete(null);
    }

    /** Learns that what was called has failed, and the lane goes on. */
    void called(Call ended, RuntimeException reason) {
        lock.lock();
        try {
            call = null;
            wakeAll();
        } finally {
            lock.unlock();
        }
        ended.done.completeExceptionally(reason);
    }

    /** Waits for a time, or until it is over. */
    void pause(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (left > 0) {
                ensureOpen();
                left = progress.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void hurry(long below) {
        if (batching.hurry(below)) {
            progress.signalAll();
            queues.forEach(queue -> queue.changed.signal());
        }
    }

    private void ensureOpen() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Throws what has ended the writer, if anything has. */
    void ensureRunning() {
        locked(this::ensureOpen);
    }

    /** Makes every call throw from now on; returns whether this is the first reason for it. */
    boolean fail(RuntimeException reason) {
        lock.lock();
        try {
            if (failure != null) {
                return false;
            }
            failure = reason;
            wakeAll();
            if (call != null) {
                call.done.completeExceptionally(reason);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close(String reason) {
        fail(new ClosedException(reason));
    }

    /** Says that the writer was closed or aborted while a call was under way. */
    static final class ClosedException extends TributaryException {
        private static final long serialVersionUID = 1L;

        ClosedException(String message) {
            super(message);
        }
    }
}
