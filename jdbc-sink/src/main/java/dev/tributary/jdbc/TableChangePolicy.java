package dev.tributary.jdbc;

/**
 * What a {@link JdbcSink} does when a captured table changed as a whole. Changes of columns need no policy: the rows that
 * follow carry their own columns, and the sink checks them against the target.
 */
public enum TableChangePolicy {
    /**
     * Keeps the target equal to the source. A truncated table's target is emptied by a {@code DELETE FROM}, after all
     * that came before is stored and before anything that follows; this fails where rows of several tables go to that
     * target. Rows that went with a partition or a tablespace are not known one by one, so that the pipeline fails. Dropped
     * and renamed tables are logged, and their targets stay as they are.
     */
    APPLY,
    /** Leaves the target as it is, with a line in the log. */
    IGNORE,
    /** Fails, for a truncated, dropped or renamed table, or a changed partition, with an error that shows the statement. */
    FAIL
}
