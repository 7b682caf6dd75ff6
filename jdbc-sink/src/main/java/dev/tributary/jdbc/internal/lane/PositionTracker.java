package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Knows which positions are stored, over all lanes. Work is numbered in the order of the source, over all lanes; a lane
 * tells the number of its oldest piece of work that is not stored. A position is durable once every lane's oldest is
 * beyond what came before the position.
 *
 * <p>Not thread-safe: {@link Lanes} guards it.
 */
final class PositionTracker {

    /** The oldest piece of a lane that has none. */
    static final long NONE = Long.MAX_VALUE;

    private final long[] oldest;
    private final ArrayDeque<Mark> outstanding = new ArrayDeque<>();
    private long next;

    /** A position, and the number of the first piece of work that came after it. */
    record Mark(Split split, Position position, long end) {}

    PositionTracker(int lanes) {
        oldest = new long[lanes];
        Arrays.fill(oldest, NONE);
    }

    /** Gives the next piece of work to a lane; returns its number. */
    long assign(int lane) {
        if (oldest[lane] == NONE) {
            oldest[lane] = next;
        }
        return next++;
    }

    /** Learns that a lane has stored everything below a number, which is its oldest now; {@link #NONE} if none is left. */
    void stored(int lane, long oldestLeft) {
        oldest[lane] = oldestLeft;
    }

    /** Adds a position after all that was assigned so far. One that nothing came before replaces the one before it. */
    void advance(Split split, Position position) {
        Mark last = outstanding.peekLast();
        if (last != null && last.end == next && last.split.equals(split)) {
            outstanding.removeLast();
        }
        outstanding.add(new Mark(split, position, next));
    }

    /** Removes and returns the marks that have become durable, oldest first. */
    List<Mark> takeDurable() {
        long stored = lowest();
        List<Mark> durable = new ArrayList<>();
        while (!outstanding.isEmpty() && outstanding.element().end <= stored) {
            durable.add(outstanding.remove());
        }
        return durable;
    }

    /** Returns whether everything is stored that is numbered below {@code end}. */
    boolean isStoredBelow(long end) {
        return lowest() >= end;
    }

    /** Returns the number that the next piece of work will have. */
    long next() {
        return next;
    }

    /** Returns the number of the oldest piece that is not stored; {@link #NONE} if there is none. */
    long lowest() {
        long lowest = NONE;
        for (long number : oldest) {
            lowest = Math.min(lowest, number);
        }
        return lowest;
    }
}
