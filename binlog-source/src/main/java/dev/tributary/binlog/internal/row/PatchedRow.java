package dev.tributary.binlog.internal.row;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.util.BitSet;

/**
 * The row after an update that logged, for some of its JSON columns, only what was changed in the document. What the
 * documents have become is found when it is asked for, from the row before.
 */
final class PatchedRow implements Row {

    private final BinlogRow before;
    private final BinlogRow after;
    private final BitSet patched;

    private PatchedRow(BinlogRow before, BinlogRow after, BitSet patched) {
        this.before = before;
        this.after = after;
        this.patched = patched;
    }

    /**
     * Returns the row after an update.
     *
     * @param patched the columns that hold changes in the place of documents; not to be changed
     * @throws DecodeException if the row before lacks a document that was changed
     */
    static PatchedRow of(BinlogRow before, BinlogRow after, BitSet patched) {
        for (int column = patched.nextSetBit(0); column >= 0; column = patched.nextSetBit(column + 1)) {
            if (!before.has(column) || before.isNull(column)) {
                throw new DecodeException("Column '"
                        + after.schema().column(column).name() + "' of table "
                        + after.schema().table()
                        + " was updated with parts of a JSON document (binlog_row_value_options=PARTIAL_JSON), but the"
                        + " row image before the update "
                        + (before.has(column) ? "holds NULL" : "does not hold the document that they belong to")
                        + "; run SET PERSIST binlog_row_image = 'FULL'; or SET PERSIST binlog_row_value_options = '';"
                        + " and start from a position behind the change");
            }
            if (after.isNull(column)) {
                throw new DecodeException(
                        "Column '"
                                + after.schema().column(column).name() + "' of table "
                                + after.schema().table()
                                + " holds NULL where an update says that it holds parts of a JSON document: the event is damaged");
            }
        }
        return new PatchedRow(before, after, patched);
    }

    @Override
    public TableSchema schema() {
        return after.schema();
    }

    @Override
    public boolean has(int column) {
        return after.has(column);
    }

    @Override
    public boolean isNull(int column) {
        return after.isNull(column);
    }

    @Override
    public void write(int column, ValueWriter writer) {
        if (patched.get(column) && after.has(column)) {
            writeDocument(column, writer);
        } else {
            after.write(column, writer);
        }
    }

    private void writeDocument(int column, ValueWriter writer) {
        try {
            JsonNode document = before.json(column).root();
            for (JsonChange change : JsonChange.read(after.json(column))) {
                document = change.applyTo(document);
            }
            JsonCodec.write(document, writer);
        } catch (UnreadableValueException e) {
            throw new DecodeException(
                    "Column '" + schema().column(column).name() + "' of table " + schema().table() + " holds "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public Row detach() {
        return new PatchedRow(before.detach(), after.detach(), patched);
    }

    /** Names the table and the columns that are held; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return after.toString();
    }
}
