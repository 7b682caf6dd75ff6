package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the next batch of some lanes ends. Where positions matter, that is a place where a position of each split
 * covers all that is in the batch, and nothing that is left in these lanes: the last such place within the limits, or else
 * the first beyond. So what lies between two positions of a split is never parted.
 *
 * <p>Walks the queues in the order of the source. Used up by one call; {@link LaneQueues} guards what it reads.
 */
final class BatchCut<W extends Work> {

    private final List<Cursor<W>> cursors;
    private final Map<Split, Position> newest;
    private final boolean covered;
    private final Map<Split, @Nullable Position> befores = new LinkedHashMap<>(); // of the last piece of each split
    private final Set<Split> open = new HashSet<>();
    private final List<Entry<W>> taken = new ArrayList<>();
    private int end;

    /** How far a queue was walked. */
    private static final class Cursor<W extends Work> {
        private final LaneQueue<W> queue;
        private final Iterator<Entry<W>> entries;
        private final Map<Split, Entry<W>> lasts = new HashMap<>(); // of those taken
        private @Nullable Entry<W> head;

        Cursor(LaneQueue<W> queue) {
            this.queue = queue;
            this.entries = queue.entries.iterator();
            step();
        }

        void step() {
            head = entries.hasNext() ? entries.next() : null;
        }

        @Nullable
        Entry<W> left(Split split) {
            Entry<W> last = lasts.get(split);
            return last == null ? queue.firsts.get(split) : last.next;
        }
    }

    /**
     * Begins at the heads of queues.
     *
     * @param newest the newest position of each split
     * @param covered whether positions matter
     */
    BatchCut(List<LaneQueue<W>> queues, Map<Split, Position> newest, boolean covered) {
        this.cursors = queues.stream().map(Cursor::new).toList();
        this.newest = newest;
        this.covered = covered;
    }

    /** Returns whether there is a batch. */
    boolean exists() {
        walk(1, 1, 0);
        return end > 0;
    }

    /**
     * Returns the next batch; null if there is none, or no positions cover the first piece yet.
     *
     * @param whole it must have all work of a lower number, whatever the limits
     */
    @Nullable
    Batch<W> next(int maxRows, long maxBytes, long whole, boolean serial) {
        walk(maxRows, maxBytes, whole);
        if (end == 0) {
            return null;
        }
        List<Entry<W>> entries = List.copyOf(taken.subList(0, end));
        return new Batch<>(entries, covered ? positions(entries) : Map.of(), entries.get(end - 1).number, serial);
    }

    private void walk(int maxRows, long maxBytes, long whole) {
        long bytes = 0;
        for (Cursor<W> cursor = oldest(); cursor != null; cursor = oldest()) {
            Entry<W> entry = cursor.head;
            bytes += entry == null ? 0 : entry.bytes;
            boolean full = end > 0 && (taken.size() >= maxRows || bytes > maxBytes);
            if (entry == null || (full && entry.number >= whole)) {
                return;
            }
            cursor.step();
            taken.add(entry);
            if (!covered || isClosedBehind(entry, cursor)) {
                end = taken.size();
            }
        }
    }

    private @Nullable Cursor<W> oldest() {
        Cursor<W> oldest = null;
        long number = Long.MAX_VALUE;
        for (Cursor<W> cursor : cursors) {
            Entry<W> head = cursor.head;
            if (head != null && head.number < number) {
                oldest = cursor;
                number = head.number;
            }
        }
        return oldest;
    }

    private boolean isClosedBehind(Entry<W> entry, Cursor<W> cursor) {
        Split split = entry.split;
        cursor.lasts.put(split, entry);
        befores.put(split, entry.before);
        if (isClosed(split)) {
            open.remove(split);
        } else {
            open.add(split);
        }
        return open.isEmpty();
    }

    @SuppressWarnings("ReferenceEquality") // positions are told apart by identity
    private boolean isClosed(Split split) {
        Position before = befores.get(split);
        if (newest.get(split) == before) {
            return false;
        }
        for (Cursor<W> cursor : cursors) {
            Entry<W> left = cursor.left(split);
            if (left != null && left.before == before) {
                return false;
            }
        }
        return true;
    }

    private Map<Split, Position> positions(List<Entry<W>> entries) {
        Map<Split, Position> positions = new LinkedHashMap<>();
        Set<Long> inside = new HashSet<>();
        entries.forEach(entry -> {
            inside.add(entry.number);
            Position last = newest.get(entry.split);
            if (last != null) {
                positions.put(entry.split, last);
            }
        });
        positions.replaceAll((split, last) -> firstLeft(split, inside, last));
        return positions;
    }

    /** Returns the position before the first piece of a split that is left; {@code last} if none is. */
    private Position firstLeft(Split split, Set<Long> inside, Position last) {
        Position found = last;
        long number = Long.MAX_VALUE;
        for (Cursor<W> cursor : cursors) {
            Entry<W> left = cursor.queue.firsts.get(split);
            while (left != null && inside.contains(left.number)) {
                left = left.next;
            }
            if (left != null && left.number < number && left.before != null) {
                number = left.number;
                found = left.before;
            }
        }
        return found;
    }
}
