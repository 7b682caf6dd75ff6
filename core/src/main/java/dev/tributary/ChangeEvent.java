package dev.tributary;

import dev.tributary.internal.ArrayRow;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row.
 *
 * <p>Immutable, thread-safe and valid for ever. Rows are lazy: nothing is decoded until a column is asked for.
 */
public final class ChangeEvent {

    private final Operation operation;
    private final @Nullable Row before;
    private final @Nullable Row after;
    private final BinlogOrigin origin;

    private ChangeEvent(Operation operation, @Nullable Row before, @Nullable Row after, BinlogOrigin origin) {
        this.operation = operation;
        this.before = before;
        this.after = after;
        this.origin = Objects.requireNonNull(origin, "origin");
    }

    /** Returns the event of a row that a snapshot read. */
    public static ChangeEvent snapshot(Row row, BinlogOrigin origin) {
        return new ChangeEvent(Operation.SNAPSHOT, null, Objects.requireNonNull(row, "row"), origin);
    }

    /** Returns the event of a row that was inserted. */
    public static ChangeEvent insert(Row after, BinlogOrigin origin) {
        return new ChangeEvent(Operation.INSERT, null, Objects.requireNonNull(after, "after"), origin);
    }

    /** Returns the event of a row that was changed. */
    public static ChangeEvent update(Row before, Row after, BinlogOrigin origin) {
        Objects.requireNonNull(before, "before");
        return new ChangeEvent(Operation.UPDATE, before, Objects.requireNonNull(after, "after"), origin);
    }

    /** Returns the event of a row that was deleted. */
    public static ChangeEvent delete(Row before, BinlogOrigin origin) {
        return new ChangeEvent(Operation.DELETE, Objects.requireNonNull(before, "before"), null, origin);
    }

    /** Returns what happened to the row. */
    public Operation operation() {
        return operation;
    }

    /** Returns the table's name. */
    public TableId table() {
        return schema().table();
    }

    /** Returns the columns under which the change was written. */
    public TableSchema schema() {
        return row().schema();
    }

    /** Returns the row as it was before an update or a delete; empty for an insert and a snapshot. */
    public Optional<Row> before() {
        return Optional.ofNullable(before);
    }

    /** Returns the row as it is after an insert or update, or as a snapshot read it; empty for a delete. */
    public Optional<Row> after() {
        return Optional.ofNullable(after);
    }

    /** Returns the newest row that there is: {@link #after()}, or for a delete {@link #before()}. */
    public Row row() {
        return after != null ? after : Objects.requireNonNull(before);
    }

    /**
     * Returns the primary key of the row: after an insert or update the new one, of a delete the old one. A key of no
     * columns where the table has none. An update that holds only what has changed has the rest of its key from before.
     */
    public RowKey key() {
        return RowKey.of(before == null || after == null ? row() : withKeyOf(before, after));
    }

    /** Returns a row that has the key columns of the newer row, and where that lacks some, those of the older. */
    private static Row withKeyOf(Row older, Row newer) {
        boolean whole = true;
        for (int column : newer.schema().keyColumnsUnshared()) {
            whole &= newer.has(column);
        }
        if (whole) {
            return newer;
        }
        return ArrayRow.overlaid(older, newer, newer.schema().keyColumnsUnshared());
    }

    /** Returns where in the binlog the change was read. */
    public BinlogOrigin origin() {
        return origin;
    }

    /** Returns an event whose rows, before and after, are what a function makes of them. */
    public ChangeEvent mapRows(UnaryOperator<Row> function) {
        return new ChangeEvent(
                operation,
                before == null ? null : Objects.requireNonNull(function.apply(before), "a row must not become null"),
                after == null ? null : Objects.requireNonNull(function.apply(after), "a row must not become null"),
                origin);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangeEvent that
                && operation == that.operation
                && Objects.equals(before, that.before)
                && Objects.equals(after, that.after)
                && origin.equals(that.origin);
    }

    @Override
    public int hashCode() {
        return Objects.hash(operation, origin);
    }

    /** Names operation, table and place; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return operation + " " + table() + " at " + origin;
    }
}
