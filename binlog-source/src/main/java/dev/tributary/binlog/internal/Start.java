package dev.tributary.binlog.internal;

import dev.tributary.SnapshotTable;
import dev.tributary.binlog.internal.event.TransactionSet;
import java.time.Instant;
import java.util.List;

/** Where a source begins that has no saved position. */
public sealed interface Start {

    /** With the next transaction. */
    record Now() implements Start {}

    /** With the oldest transaction that the server still has. */
    record Earliest() implements Start {}

    /** With the transactions that are not in the set. */
    record BehindGtids(TransactionSet executed) implements Start {}

    /** With the first transaction that was committed at a time or later. */
    record AtTime(Instant time) implements Start {}

    /** With the first transaction that begins at or behind an offset of a file. */
    record AtOffset(String file, long offset) implements Start {}

    /**
     * With the rows that there are, and the next transaction.
     *
     * @param tables empty for all captured ones
     * @param only whether the source ends when they are read
     */
    record Snapshot(List<SnapshotTable> tables, boolean only) implements Start {

        public Snapshot {
            tables = List.copyOf(tables);
        }
    }
}
