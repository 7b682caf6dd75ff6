package dev.tributary;

import dev.tributary.spi.Origin;

/**
 * A change of a table as a whole. It is no record: it travels beside the records, in their order, where no filter can
 * drop it. Each sink documents what it does with it; {@link Stage#onTableChange} and {@link PipelineListener} show it.
 */
public sealed interface TableChange {

    /** Returns the table, by the name that it had before the change. */
    TableId table();

    /** Returns the SQL statement, as the server wrote it to the binlog. */
    String statement();

    /** Returns where the statement was read. */
    Origin origin();

    /** All rows were removed at once; no delete of any of them is in the stream. */
    record Truncated(TableId table, String statement, Origin origin) implements TableChange {}

    /** The table was dropped. */
    record Dropped(TableId table, String statement, Origin origin) implements TableChange {}

    /** The table goes by another name from now on. */
    record Renamed(TableId table, TableId to, String statement, Origin origin) implements TableChange {}

    /** Columns, keys or options were changed, or the table was created. Rows that follow carry their own schema. */
    record Altered(TableId table, String statement, Origin origin) implements TableChange {}

    /** Rows were moved or removed with a partition or a tablespace, and no change of any of them is in the stream. */
    record PartitionChanged(TableId table, String statement, Origin origin) implements TableChange {}
}
