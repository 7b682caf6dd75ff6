package dev.tributary.binlog.internal;

/** Counts the captured rows of one transaction. Confined to the thread that the rows are delivered on. */
final class RowCounter {

    private long rows;

    /** Counts a row, and returns how many came before it. */
    long count() {
        return rows++;
    }
}
