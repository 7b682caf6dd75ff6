package dev.tributary.jdbc.internal.lane;

import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.lane.PositionTracker.Mark;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the writer's thread and the threads of its lanes share: a queue for each lane, all of them within one budget of
 * bytes, and the positions between. A piece of work stays at the head of its queue until it is stored, so that the head
 * is always the oldest that is not.
 *
 * <p>A batch closes when it has its rows or bytes, when its oldest piece has waited for its time, or when somebody waits
 * for it. Positions are reported by one thread at a time, outside the lock, in their order.
 *
 * <p>Thread-safe. After a failure or {@link #close} every call throws.
 *
 * @param <W> the kind of work
 */
final class LaneQueues<W extends Work> {

    private final SinkContext context;
    private final LaneSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition(); // something was stored, or it is over
    private final List<Queue<W>> queues = new ArrayList<>();
    private final PositionTracker tracker;
    private final Object reporting = new Object();
    private long heldBytes;
    private long urgentBelow; // work with a lower number is not held back for a larger batch
    private @Nullable RuntimeException failure;

    /** A piece of work with its number in the order of the source. */
    record Entry<W extends Work>(long number, W work, long bytes, long arrivedNanos) {}

    private static final class Queue<W extends Work> {
        final ArrayDeque<Entry<W>> entries = new ArrayDeque<>();
        final Condition changed;
        long bytes;

        Queue(Condition changed) {
            this.changed = changed;
        }
    }

    LaneQueues(SinkContext context, LaneSettings settings) {
        this.context = context;
        this.settings = settings;
        this.tracker = new PositionTracker(settings.lanes());
        for (int i = 0; i < settings.lanes(); i++) {
            queues.add(new Queue<>(lock.newCondition()));
        }
    }

    /** Adds work to a lane; waits while the budget is used up. Work larger than the budget waits until it is alone. */
    void put(int lane, W work, long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (heldBytes > 0 && heldBytes + bytes > context.byteBudget()) {
                ensureOpen();
                hurry(tracker.next());
                progress.await();
            }
            ensureOpen();
            heldBytes += bytes;
            Queue<W> queue = queues.get(lane);
            queue.entries.add(new Entry<>(tracker.assign(lane), work, bytes, System.nanoTime()));
            queue.bytes += bytes;
            if (queue.entries.size() == 1 || isFull(queue)) {
                queue.changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a position after all that was put so far. */
    void advance(Split split, Position position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ensureOpen();
            tracker.advance(split, position);
        } finally {
            lock.unlock();
        }
        report();
    }

    /** Waits for a lane's next batch, which stays in the queue until {@link #stored}. */
    List<Entry<W>> take(int lane) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Queue<W> queue = queues.get(lane);
            while (true) {
                ensureOpen();
                long wait = nanosUntilClosed(queue);
                if (wait <= 0) {
                    return batch(queue);
                }
                queue.changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilClosed(Queue<W> queue) {
        Entry<W> oldest = queue.entries.peek();
        if (oldest == null) {
            return Long.MAX_VALUE;
        }
        if (isFull(queue) || oldest.number < urgentBelow) {
            return 0;
        }
        return oldest.arrivedNanos + settings.batchAge().toNanos() - System.nanoTime();
    }

    private boolean isFull(Queue<W> queue) {
        return queue.entries.size() >= settings.batchRows() || queue.bytes >= settings.batchBytes();
    }

    private List<Entry<W>> batch(Queue<W> queue) {
        List<Entry<W>> batch = new ArrayList<>(Math.min(queue.entries.size(), settings.batchRows()));
        long bytes = 0;
        for (Iterator<Entry<W>> it = queue.entries.iterator(); it.hasNext() && batch.size() < settings.batchRows(); ) {
            Entry<W> entry = it.next();
            bytes += entry.bytes;
            if (!batch.isEmpty() && bytes > settings.batchBytes()) {
                break;
            }
            batch.add(entry);
        }
        return batch;
    }

    /** Learns that the oldest pieces of a lane are stored. */
    void stored(int lane, int count) {
        lock.lock();
        try {
            Queue<W> queue = queues.get(lane);
            for (int i = 0; i < count; i++) {
                long bytes = queue.entries.remove().bytes;
                queue.bytes -= bytes;
                heldBytes -= bytes;
            }
            Entry<W> oldest = queue.entries.peek();
            tracker.stored(lane, oldest == null ? PositionTracker.NONE : oldest.number);
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        report();
    }

    private void report() {
        synchronized (reporting) {
            for (Mark mark : takeDurable()) {
                context.durable(mark.split(), mark.position());
            }
        }
    }

    private List<Mark> takeDurable() {
        lock.lock();
        try {
            return tracker.takeDurable();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was put so far is stored and reported. */
    void awaitStored() throws InterruptedException {
        while (!awaitStored(Duration.ofHours(1))) {
            ensureRunning();
        }
    }

    /** Waits until all that was put so far is stored and reported, but no longer than a time; returns whether it is. */
    boolean awaitStored(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long end = tracker.next();
            hurry(end);
            long left = limit.toNanos();
            while (!tracker.isStoredBelow(end)) {
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
        if (below > urgentBelow) {
            urgentBelow = below;
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
        lock.lock();
        try {
            ensureOpen();
        } finally {
            lock.unlock();
        }
    }

    /** Makes every call throw from now on; returns whether this is the first reason for it. */
    boolean fail(RuntimeException reason) {
        lock.lock();
        try {
            if (failure != null) {
                return false;
            }
            failure = reason;
            progress.signalAll();
            queues.forEach(queue -> queue.changed.signal());
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
