package dev.tributary.binlog.internal.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * A part of a table in the order of its key.
 *
 * @param after behind which key it begins; null for the table's beginning
 * @param upTo the last key in it; null for the table's end
 */
record Range(@Nullable KeyValue after, @Nullable KeyValue upTo) {

    static final Range ALL = new Range(null, null);
}
