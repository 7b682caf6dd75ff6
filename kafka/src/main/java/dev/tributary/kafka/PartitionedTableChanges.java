package dev.tributary.kafka;

/**
 * What becomes of a {@code TRUNCATE}, {@code DROP}, {@code RENAME} or change of a partition that is read from a topic
 * of several partitions. It stands in one of them, so that nobody knows which rows of the others came before it: to
 * apply it may remove rows that are newer, or leave rows that are older.
 */
public enum PartitionedTableChanges {
    /**
     * The record cannot be decoded: the pipeline's error policy for decoding decides, which by default ends the
     * pipeline.
     */
    FAIL,
    /** The change is passed over, with a line in the log. */
    SKIP,
    /** The change is handed on at its place in its partition, as from a topic of one partition. */
    APPLY
}
