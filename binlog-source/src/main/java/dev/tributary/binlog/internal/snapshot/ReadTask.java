package dev.tributary.binlog.internal.snapshot;

import dev.tributary.SnapshotTable;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is to read: a slot, as it was when the thread took it.
 *
 * @param range null for what comes next in the table
 * @param plan null if it is not known how the table is read
 * @param rows how many rows to read, about
 * @param generation of the table's copy; when it is another, the task is worth nothing any more
 * @param session of the stream; the same holds
 */
record ReadTask(
        Slot slot,
        SnapshotTable wanted,
        StreamPlace low,
        @Nullable Range range,
        @Nullable TablePlan plan,
        long rows,
        long generation,
        long session,
        SourceServer server) {}
