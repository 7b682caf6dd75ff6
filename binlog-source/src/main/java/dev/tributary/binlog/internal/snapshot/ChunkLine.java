package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks that are under way, in the order in which they will be delivered, between the reader's thread, which plans and
 * delivers them, and the threads that read them.
 *
 * <p>What threads call is thread-safe; the rest is for who holds the lock ({@link #locked}).
 */
final class ChunkLine {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkLine.class);
    private static final long LOOK_AGAIN_NANOS = 50_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final String pipeline;
    private final Throttle throttle;
    private final Runnable wake;
    private @Nullable SourceServer server;
    private long session;
    private boolean closed;

    /** @param wake makes the reader look for what was read */
    ChunkLine(String pipeline, Throttle throttle, Runnable wake) {
        this.pipeline = pipeline;
        this.throttle = throttle;
        this.wake = wake;
    }

    /** Runs something that nobody else comes between. */
    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns something that nobody else comes between. */
    <T> T locked(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    // For who holds the lock

    /** Reads from another server from now on, or from none; nothing is left in the line. */
    void connect(@Nullable SourceServer to) {
        server = to;
        session++;
        slots.clear();
    }

    boolean isConnected() {
        return server != null;
    }

    void close() {
        closed = true;
    }

    int size() {
        return slots.size();
    }

    @Nullable
    Slot first() {
        return slots.peek();
    }

    void add(Slot slot) {
        slots.add(slot);
    }

    void putBack(Slot slot) {
        slots.addFirst(slot);
    }

    void removeFirst() {
        slots.remove();
    }

    /** Takes out all of a copy. */
    void remove(TableCopy copy) {
        slots.removeIf(slot -> slot.copy == copy);
    }

    /** Forgets what was read of a copy and not delivered; it goes on behind what was. */
    void restart(TableCopy copy) {
        remove(copy);
        copy.reset();
    }

    /** Ends what is to be read of a copy whose table is not there any more. */
    void vanish(TableCopy copy) {
        remove(copy);
        copy.claimed(Range.ALL);
        LOG.warn("Pipeline '{}': table {} is not there any more; its snapshot ends", pipeline, copy.wanted());
    }

    /** Says, once for each outage, that reading has failed and is tried again. */
    void retries(TableCopy copy, BinlogFailure failure) {
        LOG.warn(
                "Pipeline '{}': the rows of table {} cannot be read, trying again until they can: {}",
                pipeline,
                copy.wanted(),
                failure.getMessage());
    }

    /** Takes out those for which nothing is left in their tables. */
    void removeIdle() {
        slots.removeIf(slot -> slot.state == Slot.State.WAITING && slot.range == null && slot.copy.isExhausted());
    }

    List<Slot> all() {
        return List.copyOf(slots);
    }

    List<Slot> of(TableCopy copy) {
        return slots.stream().filter(slot -> slot.copy == copy).toList();
    }

    boolean has(TableCopy copy) {
        for (Slot slot : slots) {
            if (slot.copy == copy) {
                return true;
            }
        }
        return false;
    }

    // For the threads that read

    /** Waits for something to read; empty when there will be nothing any more. */
    Optional<ReadTask> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = System.nanoTime();
                long pause = throttle.nanosToWait(now);
                Slot slot = pause > 0 ? null : firstWaiting(now);
                SourceServer from = server;
                if (slot != null && from != null) {
                    return Optional.of(task(slot, from));
                }
                long unused = changed.awaitNanos(pause > 0 ? pause : LOOK_AGAIN_NANOS);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Slot firstWaiting(long now) {
        for (Slot slot : slots) {
            boolean free = slot.range != null || (!slot.copy.isClaiming() && !slot.copy.isExhausted());
            if (slot.state == Slot.State.WAITING && free && slot.copy.isRested(now)) {
                return slot;
            }
        }
        return null;
    }

    private ReadTask task(Slot slot, SourceServer from) {
        TableCopy copy = slot.copy;
        slot.state = Slot.State.READING;
        if (slot.range == null) {
            copy.claiming(true);
        }
        return new ReadTask(
                slot,
                copy.wanted(),
                slot.low,
                slot.range,
                copy.plan(),
                copy.size().rows(),
                copy.generation(),
                session,
                from);
    }

    /** Learns how a table is read. */
    void planned(ReadTask task, TablePlan plan) {
        boolean current = ifCurrent(task, () -> task.slot().copy.plan(plan, System.nanoTime()));
        if (current && plan.isOnePass()) {
            LOG.warn(
                    "Pipeline '{}': table {} has no key: it is read in one pass, from its beginning after each failure, and a"
                            + " row that is changed meanwhile may be delivered in its former version after the change",
                    pipeline,
                    task.wanted());
        }
    }

    /** Returns where the next range of the task's table begins. */
    @Nullable
    KeyValue cursor(ReadTask task) {
        lock.lock();
        try {
            return task.slot().copy.cursor();
        } finally {
            lock.unlock();
        }
    }

    /** Learns which range a thread has taken. */
    void claimed(ReadTask task, Range range) {
        ifCurrent(task, () -> {
            task.slot().range = range;
            task.slot().copy.claimed(range);
            task.slot().copy.claiming(false);
        });
    }

    /**
     * Learns that a table was not there.
     *
     * @param at a place in the stream behind what has taken it away
     */
    void gone(ReadTask task, StreamPlace at, BinlogFailure failure) {
        ifCurrent(task, () -> {
            task.slot().gone = at;
            task.slot().failure = failure;
            task.slot().state = Slot.State.READ;
        });
        wake.run();
    }

    /** Learns what was read. */
    void read(ReadTask task, Chunk chunk, long nanos) {
        PacketRows rows = chunk.rows();
        throttle.read(rows.size(), rows.totalBytes(), System.nanoTime());
        ifCurrent(task, () -> {
            task.slot().chunk = chunk;
            task.slot().state = Slot.State.READ;
            task.slot().copy.size().learn(rows.size(), rows.totalBytes(), nanos);
        });
        wake.run();
    }

    /** Waits until what was read of a task is delivered and more is wanted; false if none is any more. */
    boolean awaitDelivery(ReadTask task) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ifCurrent(task, () -> {})) {
                if (task.slot().state == Slot.State.READING) {
                    return true;
                }
                long unused = changed.awaitNanos(LOOK_AGAIN_NANOS);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Learns that a chunk could not be read. */
    void failed(ReadTask task, BinlogFailure failure) {
        ifCurrent(task, () -> {
            if (task.slot().range == null) {
                task.slot().copy.claiming(false);
            }
            task.slot().failure = failure;
            task.slot().state = Slot.State.FAILED;
        });
        wake.run();
    }

    private boolean ifCurrent(ReadTask task, Runnable action) {
        lock.lock();
        try {
            boolean current = !closed
                    && session == task.session()
                    && task.slot().copy.generation() == task.generation()
                    && slots.contains(task.slot());
            if (current) {
                action.run();
                changed.signalAll();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }
}
