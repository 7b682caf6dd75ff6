package dev.tributary.kafka.internal;

import dev.tributary.kafka.ExactlyOnce;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the open transaction of a sink holds, and whether it can be committed: only where a position covers every record in
 * it, so that what is visible and what is remembered are one. Confined to the sender's thread.
 */
final class OpenTransaction {

    /** A source whose records are all filtered out, or that is idle, still moves on; that need not be kept as often. */
    private static final long POSITIONS_ONLY_NANOS = Duration.ofSeconds(1).toNanos();

    private final long intervalNanos;
    private final long maxRecords;
    private final boolean wholeTransactions;

    private final Set<Split> known = new HashSet<>();
    private final Map<Split, Position> covered = new LinkedHashMap<>();
    private final Set<Split> uncovered = new HashSet<>();
    private final Set<Split> inTransaction = new HashSet<>();
    private @Nullable Split lastUncovered;
    private long records;
    private long begunNanos;
    private boolean urgent;

    OpenTransaction(ExactlyOnce settings) {
        this.intervalNanos = settings.interval().toNanos();
        this.maxRecords = settings.records();
        this.wholeTransactions = settings.isWholeTransactions();
    }

    /** Adds a message of a record. */
    @SuppressWarnings("ReferenceEquality") // most follow one of the same split, and need no look at the set
    void add(Split split) {
        if (split != lastUncovered) {
            begin();
            uncovered.add(split);
            lastUncovered = split;
        }
        records++;
    }

    /** Adds a position. The first of a split is where it begins, which must be kept at once. */
    void cover(Split split, Position position) {
        begin();
        urgent |= known.add(split);
        uncovered.remove(split);
        lastUncovered = null;
        covered.put(split, position);
    }

    private void begin() {
        if (isEmpty()) {
            begunNanos = System.nanoTime();
        }
    }

    /** Learns that a position of a split is kept already. */
    void stored(Split split) {
        known.add(split);
    }

    /** Learns that a transaction of the source begins or ends. */
    void source(Split split, boolean begins) {
        if (begins) {
            inTransaction.add(split);
        } else {
            inTransaction.remove(split);
        }
    }

    boolean isEmpty() {
        return covered.isEmpty() && uncovered.isEmpty();
    }

    boolean hasRecords() {
        return records > 0;
    }

    /** Returns whether it can be committed here. */
    boolean isComplete() {
        return !covered.isEmpty() && uncovered.isEmpty() && (!wholeTransactions || inTransaction.isEmpty());
    }

    /** Returns whether it is time to commit, and it can be. */
    boolean isDue(long nowNanos) {
        return isComplete() && (urgent || records >= maxRecords || nanosUntilDue(nowNanos) == 0);
    }

    /** Returns how long until it is time to commit; the longest there is where nothing can be committed as it stands. */
    long nanosUntilDue(long nowNanos) {
        if (!isComplete()) {
            return Long.MAX_VALUE;
        }
        long interval = records > 0 ? intervalNanos : Math.max(intervalNanos, POSITIONS_ONLY_NANOS);
        return Math.max(0, interval - (nowNanos - begunNanos));
    }

    /** Returns the positions that it commits. */
    Map<Split, Position> positions() {
        return Collections.unmodifiableMap(covered);
    }

    /** Begins the next one. */
    void clear() {
        covered.clear();
        uncovered.clear();
        lastUncovered = null;
        records = 0;
        urgent = false;
    }
}
