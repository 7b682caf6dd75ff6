package dev.tributary.jdbc.internal.rows;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.spi.ValueWriter;
import org.jspecify.annotations.Nullable;

/** Some columns of a row, with other names, and further ones behind them. Immutable. */
final class ChosenRow implements Row {

    private final TableSchema schema;
    private final Row row;
    private final int[] sources;
    private final @Nullable Row added;

    /**
     * Makes a row of another.
     *
     * @param sources for each of the first columns, its index in the other row; not to be changed
     * @param added the values of the further columns; null if they are absent
     */
    ChosenRow(TableSchema schema, Row row, int[] sources, @Nullable Row added) {
        this.schema = schema;
        this.row = row;
        this.sources = sources;
        this.added = added;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean has(int column) {
        return column < sources.length ? row.has(sources[column]) : added != null;
    }

    @Override
    public boolean isNull(int column) {
        return column < sources.length
                ? row.isNull(sources[column])
                : added != null && added.isNull(column - sources.length);
    }

    @Override
    public void write(int column, ValueWriter writer) {
        if (column < sources.length) {
            row.write(sources[column], writer);
        } else if (added != null) {
            added.write(column - sources.length, writer);
        } else {
            throw new ValueException(
                    "Column '" + schema.column(column).name() + "' of table " + schema.table() + " is absent");
        }
    }

    @Override
    public Row detach() {
        return new ChosenRow(schema, row.detach(), sources, added);
    }

    /** Names the table; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return "Row of " + schema.table();
    }
}
