package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.net.BinlogFailure;
import org.jspecify.annotations.Nullable;

/**
 * A chunk on its way from being planned to being delivered. For who holds the lock of the line, but for what is final.
 *
 * <p>One that was taken out of the line while it is read is read to its end in vain.
 */
final class Slot {

    enum State {
        /** For a thread that reads it. */
        WAITING,
        READING,
        /** For the stream to come to its high mark. */
        READ,
        FAILED
    }

    final TableCopy copy;
    State state = State.WAITING;

    /** What the SELECT must see. */
    StreamPlace low;

    /** The number of the last change of the table's rows before the low mark. */
    long since;

    /** Null if it is whatever comes next in the table. */
    @Nullable
    Range range;

    @Nullable
    Chunk chunk;

    @Nullable
    BinlogFailure failure;

    /** Where the stream was, or will be, when the table was found missing; null if it was not. */
    @Nullable
    StreamPlace gone;

    /** Whether it is out of date, because more of the table has changed than is kept. */
    boolean outdated;

    Slot(TableCopy copy, StreamPlace low) {
        this.copy = copy;
        this.low = low;
        this.since = copy.changed().now();
    }

    /** More of the same SELECT is to be read. */
    void goOn() {
        state = State.READING;
        chunk = null;
    }

    /** Begins again, perhaps with another range. */
    void again(@Nullable Range next, StreamPlace newLow) {
        state = State.WAITING;
        range = next;
        low = newLow;
        since = copy.changed().now();
        chunk = null;
        failure = null;
        gone = null;
        outdated = false;
    }
}
