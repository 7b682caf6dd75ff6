package dev.tributary.jdbc;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.spi.ValueWriter;

/** A row of which one column cannot be read. */
record DamagedRow(Row row, int column, RuntimeException failure) implements Row {

    @Override
    public TableSchema schema() {
        return row.schema();
    }

    @Override
    public boolean has(int index) {
        return row.has(index);
    }

    @Override
    public boolean isNull(int index) {
        return row.isNull(index);
    }

    @Override
    public void write(int index, ValueWriter writer) {
        if (index == column) {
            throw failure;
        }
        row.write(index, writer);
    }

    @Override
    public Row detach() {
        return this;
    }
}
