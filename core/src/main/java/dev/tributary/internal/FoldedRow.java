package dev.tributary.internal;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.spi.ValueWriter;

/** A row with the folds of its values, see {@link KeyFold}. Immutable. */
public final class FoldedRow implements Row {

    private final Row row;
    private final KeyFold[] folds;

    /** @param folds by index of the column; may be shared */
    public FoldedRow(Row row, KeyFold[] folds) {
        this.row = row;
        this.folds = folds;
    }

    @Override
    public TableSchema schema() {
        return row.schema();
    }

    @Override
    public boolean has(int column) {
        return row.has(column);
    }

    @Override
    public boolean isNull(int column) {
        return row.isNull(column);
    }

    @Override
    public void write(int column, ValueWriter writer) {
        KeyFold fold = folds[column];
        row.write(column, fold.keepsAll() ? writer : new FoldingWriter(fold, writer));
    }

    @Override
    public Row detach() {
        return new FoldedRow(row.detach(), folds);
    }
}
