package dev.tributary.jdbc.internal.change;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.spi.ValueWriter;

/** A row over an older one of the same columns: what it does not hold is as the older has it. */
record OverlaidRow(Row newer, Row older) implements Row {

    @Override
    public TableSchema schema() {
        return newer.schema();
    }

    @Override
    public boolean has(int column) {
        return newer.has(column) || older.has(column);
    }

    @Override
    public boolean isNull(int column) {
        return holder(column).isNull(column);
    }

    @Override
    public void write(int column, ValueWriter writer) {
        holder(column).write(column, writer);
    }

    private Row holder(int column) {
        return newer.has(column) ? newer : older;
    }

    @Override
    public Row detach() {
        return new OverlaidRow(newer.detach(), older.detach());
    }

    /** Names the table; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return "Row of " + schema().table();
    }
}
