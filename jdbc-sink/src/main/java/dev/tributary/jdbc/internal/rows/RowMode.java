package dev.tributary.jdbc.internal.rows;

/** What changes of the source do to the rows of the target. */
public enum RowMode {
    /** Rows are what they are in the source. */
    MIRROR,
    /** A deleted row stays, and a column of it tells that it was deleted. */
    SOFT_DELETE,
    /** Each change is a row of its own, which stays as it is. */
    APPEND_ONLY
}
