package dev.tributary.internal.runtime;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far each split is stored by all branches. The pipeline's thread adds each position before it gives it to the
 * branches; each branch reports, from any thread, positions that it was given, in their order but not each of them. A
 * split is stored up to the newest position that every branch has reached. Positions are told apart by identity and
 * order of arrival, never compared.
 *
 * <p>No more than a fixed number of positions are outstanding: {@link #add} waits then. Thread-safe.
 */
final class DurablePositions {

    private static final int MAX_OUTSTANDING = 1 << 16;

    private final int branches;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Map<Split, Line> lines = new HashMap<>();

    /** The positions of one split, numbered from the first ever: those outstanding, in a ring. */
    private static final class Line {

        private static final int FIRST_SIZE = 16;

        private @Nullable Position[] ring = new Position[FIRST_SIZE];
        private long added; // how many there were ever
        private long settled; // how many of them all branches have reached
        private final long[] reached; // by branch: how many it has reached

        @Nullable
        Position durable;

        boolean changed;
        private long lastProgress; // when nothing was outstanding, or something was reached; in nanoseconds

        Line(int branches) {
            reached = new long[branches];
        }

        int outstanding() {
            return (int) (added - settled);
        }

        void add(Position position) {
            if (outstanding() == 0) {
                lastProgress = System.nanoTime();
            } else if (outstanding() == ring.length) {
                grow();
            }
            ring[slot(added)] = position;
            added++;
        }

        private int slot(long number) {
            return (int) (number & (ring.length - 1));
        }

        private void grow() {
            @Nullable Position[] larger = new Position[ring.length * 2];
            for (long number = settled; number < added; number++) {
                larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
            }
            ring = larger;
        }

        @SuppressWarnings("ReferenceEquality") // positions are told apart by identity
        void report(int branch, Position position) {
            for (long number = reached[branch]; number < added; number++) {
                if (ring[slot(number)] == position) {
                    reached[branch] = number + 1;
                    settle();
                    return;
                }
            }
        }

        int slowestBranch() {
            int slowest = 0;
            for (int branch = 1; branch < reached.length; branch++) {
                if (reached[branch] < reached[slowest]) {
                    slowest = branch;
                }
            }
            return slowest;
        }

        private void settle() {
            long lowest = added;
            for (long number : reached) {
                lowest = Math.min(lowest, number);
            }
            while (settled < lowest) {
                durable = ring[slot(settled)];
                ring[slot(settled)] = null;
                changed = true;
                settled++;
                lastProgress = System.nanoTime();
            }
        }
    }

    DurablePositions(int branches) {
        this.branches = branches;
    }

    /** Begins a split at a position that nothing lies before. */
    void begin(Split split, Position position) {
        lock.lock();
        try {
            Line line = new Line(branches);
            line.durable = position;
            line.changed = true;
            lines.put(split, line);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a position that is about to be given to the branches; waits while too many are outstanding. */
    void add(Split split, Position position, Runnable checkAlive) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Line line = lines.computeIfAbsent(split, s -> new Line(branches));
            while (line.outstanding() >= MAX_OUTSTANDING) {
                progress.awaitNanos(Duration.ofMillis(100).toNanos());
                checkAlive.run();
            }
            line.add(position);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a branch's report. A position that is not outstanding (its split was lost, say) is of no interest. */
    void report(int branch, Split split, Position position) {
        lock.lock();
        try {
            Line line = lines.get(split);
            if (line != null) {
                line.report(branch, position);
                progress.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the splits that are stored further than at the last call, with how far. */
    Map<Split, Position> takeChanged() {
        lock.lock();
        try {
            Map<Split, Position> changed = new HashMap<>();
            lines.forEach((split, line) -> {
                if (line.changed && line.durable != null) {
                    changed.put(split, line.durable);
                    line.changed = false;
                }
            });
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns since when something is outstanding and nothing of its split was reached, by {@link System#nanoTime()}. */
    Optional<Long> waitingSince() {
        lock.lock();
        try {
            return waiting().map(line -> line.lastProgress);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the branch that holds the others back, where something is outstanding. */
    OptionalInt slowest() {
        lock.lock();
        try {
            Optional<Line> line = waiting();
            return line.isPresent() ? OptionalInt.of(line.get().slowestBranch()) : OptionalInt.empty();
        } finally {
            lock.unlock();
        }
    }

    /** The split that has waited for longest. */
    private Optional<Line> waiting() {
        return lines.values().stream()
                .filter(line -> line.outstanding() > 0)
                .min((one, other) -> Long.signum(one.lastProgress - other.lastProgress));
    }

    /** Returns how far a split is stored; null where nothing is known. */
    @Nullable
    Position of(Split split) {
        lock.lock();
        try {
            Line line = lines.get(split);
            return line == null ? null : line.durable;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a split: what is reported of it from now on is of no interest. */
    void forget(Split split) {
        lock.lock();
        try {
            lines.remove(split);
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
