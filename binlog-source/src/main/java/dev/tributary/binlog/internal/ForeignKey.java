package dev.tributary.binlog.internal;

import dev.tributary.TableId;

/**
 * A foreign key that changes rows of its table when those of another table change.
 *
 * @param actions what it does, such as {@code ON DELETE CASCADE}
 */
record ForeignKey(TableId table, String name, String actions) {}
