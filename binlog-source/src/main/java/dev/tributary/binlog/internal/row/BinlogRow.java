package dev.tributary.binlog.internal.row;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.util.Arrays;
import java.util.StringJoiner;

/** A row that lies in the bytes of its event, or of its packet, and decodes a column when it is asked for. */
final class BinlogRow implements Row {

    static final int ABSENT = -2;
    static final int NULL = -1;

    private final RowLayout layout;
    private final byte[] bytes;
    private final int at;
    private final int length;
    private final int[] offsets;

    /** @param offsets of values from {@code at} on, {@link #NULL} or {@link #ABSENT}; not to be changed any more */
    BinlogRow(RowLayout layout, byte[] bytes, int at, int length, int[] offsets) {
        this.layout = layout;
        this.bytes = bytes;
        this.at = at;
        this.length = length;
        this.offsets = offsets;
    }

    /** Returns how many bytes the row takes. */
    int bytes() {
        return length;
    }

    /** Returns the stored bytes of a JSON column whose value is there and not NULL. */
    JsonBytes json(int column) {
        return ((JsonCodec) layout.codecs()[column]).content(bytes, offset(column));
    }

    /** Returns where in the event a column's value begins, or that it has none. */
    private int offset(int column) {
        int offset = offsets[column];
        return offset >= 0 ? at + offset : offset;
    }

    @Override
    public TableSchema schema() {
        return layout.schema();
    }

    @Override
    public boolean has(int column) {
        return offsets[column] != ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return offsets[column] == NULL;
    }

    @Override
    public void write(int column, ValueWriter writer) {
        int offset = offset(column);
        if (offset >= 0) {
            decode(column, offset, writer);
        } else if (offset == NULL) {
            writer.writeNull();
        } else {
            throw new ValueException("Column '" + schema().column(column).name() + "' of table "
                    + schema().table() + " is absent from this row, which is not NULL: " + layout.absence()
                    + "; ask has() first");
        }
    }

    @Override
    public long getLong(int column) {
        int offset = offset(column);
        return offset >= 0 && layout.codecs()[column] instanceof NumberCodecs.Integers integers
                ? integer(column, integers, offset)
                : Row.super.getLong(column);
    }

    @Override
    public int getInt(int column) {
        long value = getLong(column);
        return value == (int) value ? (int) value : Row.super.getInt(column);
    }

    @Override
    public boolean getBoolean(int column) {
        int offset = offset(column);
        return (offset >= 0 && layout.codecs()[column] instanceof NumberCodecs.Integers integers)
                ? integer(column, integers, offset) != 0
                : Row.super.getBoolean(column);
    }

    private long integer(int column, NumberCodecs.Integers integers, int offset) {
        try {
            return integers.value(bytes, offset);
        } catch (UnreadableValueException e) {
            throw unreadable(column, e);
        }
    }

    @Override
    public double getDouble(int column) {
        int offset = offset(column);
        if (offset < 0 || !(layout.codecs()[column] instanceof NumberCodecs.Floats floats)) {
            return Row.super.getDouble(column);
        }
        try {
            return floats.value(bytes, offset);
        } catch (UnreadableValueException e) {
            throw unreadable(column, e);
        }
    }

    @Override
    public String getString(int column) {
        int offset = offset(column);
        if (offset < 0 || !(layout.codecs()[column] instanceof TextCodecs.Text text)) {
            return Row.super.getString(column);
        }
        try {
            return text.string(bytes, offset);
        } catch (UnreadableValueException e) {
            throw unreadable(column, e);
        }
    }

    private void decode(int column, int offset, ValueWriter writer) {
        try {
            layout.codecs()[column].write(bytes, offset, writer);
        } catch (UnreadableValueException e) {
            throw unreadable(column, e);
        }
    }

    private DecodeException unreadable(int column, UnreadableValueException e) {
        return new DecodeException(
                "Column '" + schema().column(column).name() + "' of table " + schema().table() + " holds "
                        + e.getMessage(),
                e,
                layout.codecs()[column].stored(bytes, offset(column)));
    }

    @Override
    public BinlogRow detach() {
        return new BinlogRow(layout, Arrays.copyOfRange(bytes, at, at + length), 0, length, offsets);
    }

    /** Names the table and the columns that are held; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        StringJoiner columns = new StringJoiner(", ", "Row of " + schema().table() + " [", "]");
        for (int i = 0; i < size(); i++) {
            if (has(i)) {
                columns.add(schema().column(i).name());
            }
        }
        return columns.toString();
    }
}
