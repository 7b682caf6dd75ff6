package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;

/** What a statement does to one table. */
public sealed interface TableEffect {

    TableId table();

    record Created(TableId table) implements TableEffect {}

    record Altered(TableId table) implements TableEffect {}

    record Renamed(TableId table, TableId to) implements TableEffect {}

    record Dropped(TableId table) implements TableEffect {}

    record Truncated(TableId table) implements TableEffect {}

    /** Rows came, went or moved with a partition or a tablespace, without row events. */
    record PartitionChanged(TableId table) implements TableEffect {}
}
