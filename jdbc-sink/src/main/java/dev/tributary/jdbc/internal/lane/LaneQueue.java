package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** The work of one lane, in its order, and how far its row of positions is. {@link LaneQueues} guards it. */
final class LaneQueue<W extends Work> {

    final Condition changed;
    final ArrayDeque<Entry<W>> entries = new ArrayDeque<>();
    final Map<Split, Entry<W>> firsts = new HashMap<>();
    private final Map<Split, Entry<W>> lasts = new HashMap<>();
    final Map<Split, Position> written = new HashMap<>();

    /** The splits that have moved on since the lane wrote a position of them. */
    final Set<Split> moved = new LinkedHashSet<>();

    long movedNanos;
    long bytes;

    /** Whether the lane is doing a batch. */
    boolean busy;

    /** Whether nothing can be taken before another position comes. */
    boolean starved;

    LaneQueue(Condition changed) {
        this.changed = changed;
    }

    void add(Entry<W> entry) {
        entries.add(entry);
        bytes += entry.bytes;
        Entry<W> last = lasts.put(entry.split, entry);
        if (last == null) {
            firsts.put(entry.split, entry);
        } else {
            last.next = entry;
        }
    }

    /** Removes what is numbered up to {@code last}; returns its bytes. */
    long removeThrough(long last) {
        long removed = 0;
        for (Entry<W> head = entries.peek(); head != null && head.number <= last; head = entries.peek()) {
            entries.remove();
            removed += head.bytes;
            Entry<W> next = head.next;
            if (next == null) {
                firsts.remove(head.split);
                lasts.remove(head.split);
            } else {
                firsts.put(head.split, next);
            }
        }
        bytes -= removed;
        return removed;
    }

    /** Returns the number of the oldest piece. */
    long oldest() {
        Entry<W> head = entries.peek();
        return head == null ? PositionTracker.NONE : head.number;
    }

    /** Learns that a split has moved on; returns whether it is the first to do so since the lane wrote. */
    boolean moved(Split split, long nowNanos) {
        boolean first = moved.isEmpty();
        if (first) {
            movedNanos = nowNanos;
        }
        moved.add(split);
        return first;
    }

    void wrote(Map<Split, Position> positions) {
        written.putAll(positions);
        moved.removeAll(positions.keySet());
        movedNanos = System.nanoTime();
    }

    /** Returns up to where everything is stored, so that nothing of a split in this lane comes before. */
    @Nullable
    Position reached(Split split, @Nullable Position newest) {
        Entry<W> first = firsts.get(split);
        return first == null ? newest : first.before;
    }
}
