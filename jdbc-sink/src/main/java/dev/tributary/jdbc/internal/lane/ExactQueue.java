package dev.tributary.jdbc.internal.lane;

import dev.tributary.jdbc.internal.lane.LaneQueues.ClosedException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The work of one lane and the positions between, in the order of the source, for batches that end where positions cover all
 * that is in them. A batch closes when it has its rows or bytes, when its oldest piece has waited for its time, or when
 * somebody waits for it; it then reaches to the last such place within its limits, or to the first beyond.
 *
 * <p>Thread-safe. After a failure or {@link #close} every call throws.
 *
 * @param <W> the kind of work
 */
final class ExactQueue<W extends Work> {

    /** A source that moves on without a row need not be remembered as often. */
    private static final long POSITIONS_ONLY_NANOS = Duration.ofSeconds(1).toNanos();

    private final long byteBudget;
    private final LaneSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // The lock guards all of these.
    private final ArrayDeque<Entry<W>> entries = new ArrayDeque<>();
    private final Set<Split> known = new HashSet<>();
    private long heldBytes;
    private int pieces;
    private boolean storing;
    private boolean urgent;
    private @Nullable Call call;
    private @Nullable RuntimeException failure;

    private sealed interface Entry<W extends Work> {
        long arrivedNanos();
    }

    private record Piece<W extends Work>(W work, long bytes, long arrivedNanos) implements Entry<W> {}

    private record Mark<W extends Work>(Split split, Position position, long arrivedNanos) implements Entry<W> {}

    /** What the lane is to do. */
    sealed interface Task<W extends Work> {}

    /**
     * What is to be stored in one transaction.
     *
     * @param positions that cover all of the work, the last of each split
     * @param entries how many entries of the queue it is
     */
    record Batch<W extends Work>(List<W> work, Map<Split, Position> positions, int entries) implements Task<W> {}

    /** Something else to be done on the lane's connection. */
    record Call(Runnable action) implements Task<Work> {}

    ExactQueue(long byteBudget, LaneSettings settings) {
        this.byteBudget = byteBudget;
        this.settings = settings;
    }

    /** Adds work; waits while the budget is used up and something can be stored meanwhile. */
    void put(W work, long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ensureOpen();
            while (heldBytes > 0 && heldBytes + bytes > byteBudget && (storing || end() > 0)) {
                hurry();
                changed.await();
                ensureOpen();
            }
            heldBytes += bytes;
            pieces++;
            entries.add(new Piece<>(work, bytes, System.nanoTime()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a position. The first of a split is where it begins, which must be stored at once. */
    void cover(Split split, Position position) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ensureOpen();
            urgent |= known.add(split);
            if (entries.peekLast() instanceof Mark<W> last && last.split.equals(split)) {
                entries.removeLast();
                entries.add(new Mark<>(split, position, last.arrivedNanos));
            } else {
                entries.add(new Mark<>(split, position, System.nanoTime()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Learns that a position of a split is stored already. */
    void stored(Split split) {
        lock.lock();
        try {
            known.add(split);
        } finally {
            lock.unlock();
        }
    }

    /** Has the lane do something between two batches. */
    void call(Runnable action) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (call != null) {
                changed.await();
                ensureOpen();
            }
            ensureOpen();
            call = new Call(action);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what to do next; a batch stays in the queue until {@link #done}. */
    Task<?> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                ensureOpen();
                Call wanted = call;
                if (wanted != null) {
                    call = null;
                    changed.signalAll();
                    return wanted;
                }
                int end = end();
                long wait = end == 0 ? Long.MAX_VALUE : nanosUntilClosed();
                if (wait <= 0) {
                    storing = true;
                    urgent &= end < entries.size();
                    return batch(end);
                }
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilClosed() {
        if (urgent || pieces >= settings.batchRows() || heldBytes >= settings.batchBytes()) {
            return 0;
        }
        long age = pieces == 0 ? POSITIONS_ONLY_NANOS : settings.batchAge().toNanos();
        return entries.element().arrivedNanos() + age - System.nanoTime();
    }

    /** Returns how many entries the next batch has; 0 if no position covers the first of them yet. */
    private int end() {
        int end = 0;
        int index = 0;
        int rows = 0;
        long bytes = 0;
        Set<Optional<Split>> uncovered = new HashSet<>();
        for (Entry<W> entry : entries) {
            index++;
            if (entry instanceof Piece<W> piece) {
                rows++;
                bytes += piece.bytes;
                uncovered.add(piece.work.record().map(record -> record.split()));
            } else if (entry instanceof Mark<W> mark) {
                uncovered.remove(Optional.of(mark.split));
                uncovered.remove(Optional.<Split>empty());
                end = uncovered.isEmpty() ? index : end;
            }
            if (end > 0 && (rows > settings.batchRows() || bytes > settings.batchBytes())) {
                return end;
            }
        }
        return end;
    }

    private Batch<W> batch(int end) {
        List<W> work = new ArrayList<>();
        Map<Split, Position> positions = new LinkedHashMap<>();
        Iterator<Entry<W>> oldest = entries.iterator();
        for (int i = 0; i < end; i++) {
            Entry<W> entry = oldest.next();
            if (entry instanceof Piece<W> piece) {
                work.add(piece.work);
            } else if (entry instanceof Mark<W> mark) {
                positions.put(mark.split, mark.position);
            }
        }
        return new Batch<>(work, positions, end);
    }

    /** Learns that a batch is stored. */
    void done(Batch<?> batch) {
        lock.lock();
        try {
            for (int i = 0; i < batch.entries; i++) {
                if (entries.remove() instanceof Piece<W> piece) {
                    heldBytes -= piece.bytes;
                    pieces--;
                }
            }
            storing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that positions cover is stored; returns whether it is. */
    boolean awaitStored(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (storing || end() > 0) {
                ensureOpen();
                if (left <= 0) {
                    return false;
                }
                hurry();
                left = changed.awaitNanos(left);
            }
            ensureOpen();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void hurry() {
        if (!urgent) {
            urgent = true;
            changed.signalAll();
        }
    }

    /** Waits for a time, or until it is over. */
    void pause(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (left > 0) {
                ensureOpen();
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
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
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close(String reason) {
        fail(new ClosedException(reason));
    }
}
