package dev.tributary.binlog.differential;

import dev.tributary.Operation;

/** Which columns of a row a server writes into its binlog. */
enum RowImage {
    FULL,
    MINIMAL,
    NOBLOB,
    /** MariaDB's: what an update has not set is in the row before only. */
    FULL_NODUP;

    /** Whether the row before a change has all columns. */
    boolean isWholeBefore() {
        return this == FULL || this == FULL_NODUP;
    }

    /** Whether the row after a change has all columns. */
    boolean isWholeAfter(Operation operation) {
        return this == FULL || (this == FULL_NODUP && operation == Operation.INSERT);
    }
}
