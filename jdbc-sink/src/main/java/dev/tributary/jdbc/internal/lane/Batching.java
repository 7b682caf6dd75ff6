package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of what is in the queues of lanes. A batch closes when it has its rows or bytes, when its oldest piece has waited
 * for its time, or when somebody waits for it; {@link BatchCut} says where it ends. Guarded by the lock of {@link LaneQueues}.
 */
final class Batching<W extends Work> {

    private static final int ROWS = 2_000;

    /** Where each answer takes its time, a transaction costs two of them beside those of its statements. */
    private static final int ROWS_FAR = 10_000;

    /** A source that moves on without a row need not be remembered as often. */
    private static final long POSITIONS_ONLY_NANOS = Duration.ofSeconds(1).toNanos();

    private final LaneSettings settings;
    private final boolean covered;
    private final List<LaneQueue<W>> queues;
    private final SerialWork serial;
    private final Map<Split, Position> newest = new HashMap<>();
    private final Map<Split, Position> newestView = Collections.unmodifiableMap(newest);
    private final Set<Split> inTransaction = new HashSet<>();
    private int rows;
    private long urgentBelow;
    private boolean starved; // there is no batch before another position comes

    /** @param covered whether each batch needs positions that cover it */
    Batching(LaneSettings settings, boolean covered, List<LaneQueue<W>> queues, SerialWork serial) {
        this.settings = settings;
        this.covered = covered;
        this.queues = queues;
        this.serial = serial;
        this.rows = settings.batchRows() == 0 ? ROWS : settings.batchRows();
    }

    /** Learns that the database is far away. */
    void far() {
        rows = settings.batchRows() == 0 ? ROWS_FAR : settings.batchRows();
    }

    /** Takes a position; returns whether batches may end there, as they may not within a transaction that is stored whole. */
    boolean advance(Split split, Position position) {
        if (inTransaction.contains(split)) {
            return false;
        }
        newest.put(split, position);
        starved = false;
        return true;
    }

    /** Learns that a transaction begins or ends, of those that are stored whole. */
    void transaction(Split split, boolean begins) {
        if (begins) {
            inTransaction.add(split);
        } else {
            inTransaction.remove(split);
        }
    }

    /** Returns the newest position of each split. */
    Map<Split, Position> newest() {
        return newestView;
    }

    /** Forgets how far splits were read before. */
    void forget(Set<Split> splits) {
        newest.keySet().removeAll(splits);
        inTransaction.removeAll(splits);
    }

    /** Has no work with a lower number held back for a larger batch; returns whether that is news. */
    boolean hurry(long below) {
        if (below <= urgentBelow) {
            return false;
        }
        urgentBelow = below;
        return true;
    }

    /** Returns whether somebody waits for work of a number. */
    boolean isUrgent(long number) {
        return number < urgentBelow;
    }

    boolean isFull(LaneQueue<W> queue) {
        return queue.entries.size() >= rows || queue.bytes >= settings.batchBytes();
    }

    /** Returns whether there is a batch, whole or not. */
    boolean exists() {
        if (starved) {
            return false;
        }
        boolean some = serial.isOn()
                ? cut(queues).exists()
                : queues.stream().anyMatch(queue -> cut(List.of(queue)).exists());
        starved = !some && covered;
        return some;
    }

    /** Returns whether a batch of all lanes would go further than another did. */
    boolean hasMore(Batch<W> batch) {
        Batch<W> more = cut(queues).next(1, 1, Long.MAX_VALUE, true);
        return more != null && more.last() > batch.last();
    }

    private BatchCut<W> cut(List<LaneQueue<W>> some) {
        return new BatchCut<>(some, newest, covered);
    }

    /** Returns the next batch of all lanes, in the order of the source; null if there is none. */
    @Nullable
    Batch<W> ofAll() {
        return cut(queues).next(rows, settings.batchBytes(), serial.wholeBelow(), true);
    }

    /** Returns the next batch of a lane, if it has closed. */
    @Nullable
    Batch<W> of(LaneQueue<W> queue) {
        if (nanosUntilClosed(queue) <= 0) {
            Batch<W> batch = cut(List.of(queue)).next(rows, settings.batchBytes(), 0, false);
            if (batch != null) {
                return batch;
            }
            queue.starved = true;
        }
        return nanosUntilPositions(queue) <= 0 ? positionsOnly(queue) : null;
    }

    /** Returns how long until {@link #of} may give something though nothing comes meanwhile. */
    long nanosUntilDue(LaneQueue<W> queue) {
        return Math.min(nanosUntilClosed(queue), nanosUntilPositions(queue));
    }

    private long nanosUntilClosed(LaneQueue<W> queue) {
        Entry<W> oldest = queue.entries.peek();
        if (oldest == null || queue.starved) {
            return Long.MAX_VALUE;
        }
        if (isFull(queue) || isUrgent(oldest.number)) {
            return 0;
        }
        return oldest.arrivedNanos + settings.batchAge().toNanos() - System.nanoTime();
    }

    private static long nanosUntilPositions(LaneQueue<?> queue) {
        return queue.moved.isEmpty() ? Long.MAX_VALUE : queue.movedNanos + POSITIONS_ONLY_NANOS - System.nanoTime();
    }

    /** Returns a batch of the positions that the lane has come to without work of its own; null if there are none. */
    @SuppressWarnings("ReferenceEquality") // positions are told apart by identity
    private @Nullable Batch<W> positionsOnly(LaneQueue<W> queue) {
        Map<Split, Position> positions = new LinkedHashMap<>();
        for (Split split : queue.moved) {
            Position reached = queue.reached(split, newest.get(split));
            if (reached != null && reached != queue.written.get(split)) {
                positions.put(split, reached);
            }
        }
        queue.moved.clear();
        return positions.isEmpty() ? null : new Batch<>(List.of(), positions, -1, false);
    }

    /** Returns up to where each split is stored in all lanes. */
    Map<Split, Position> reached() {
        Map<Split, Position> reached = new LinkedHashMap<>();
        newest.forEach((split, position) -> reached.put(split, reached(split, position)));
        return reached;
    }

    private Position reached(Split split, Position last) {
        Position reached = last;
        long number = Long.MAX_VALUE;
        for (LaneQueue<W> queue : queues) {
            Entry<W> first = queue.firsts.get(split);
            if (first != null && first.number < number && first.before != null) {
                number = first.number;
                reached = first.before;
            }
        }
        return reached;
    }
}
