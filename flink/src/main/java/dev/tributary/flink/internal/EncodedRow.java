package dev.tributary.flink.internal;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.spi.ValueWriter;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A row as it lay in Flink's buffers or state. Values are found when one is first asked for, and decoded when they are
 * asked for themselves, so that a row that only passes through costs a copy of its bytes. Immutable.
 */
final class EncodedRow implements Row {

    private final TableSchema schema;
    private final byte[] bytes;
    private final int from;
    private final int end;
    private volatile int @Nullable [] starts; // of each column's value

    /**
     * Makes a row.
     *
     * @param bytes hold it from {@code from} to {@code end}, and are changed by nobody
     */
    EncodedRow(TableSchema schema, byte[] bytes, int from, int end) {
        this.schema = schema;
        this.bytes = bytes;
        this.from = from;
        this.end = end;
    }

    int length() {
        return end - from;
    }

    void copyTo(WireOutput out) {
        out.writeRaw(bytes, from, length());
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean has(int column) {
        return kind(column) != ValueKind.ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return kind(column) == ValueKind.NULL;
    }

    private int kind(int column) {
        return bytes[starts()[column]];
    }

    @Override
    public Row detach() {
        return length() == bytes.length
                ? this
                : new EncodedRow(schema, Arrays.copyOfRange(bytes, from, end), 0, length());
    }

    @Override
    public void write(int column, ValueWriter writer) {
        WireInput in = new WireInput(bytes, starts()[column], end);
        int kind = in.readByte();
        switch (kind) {
            case ValueKind.ABSENT -> throw absent(column);
            case ValueKind.NULL -> writer.writeNull();
            case ValueKind.FALSE -> writer.writeBoolean(false);
            case ValueKind.TRUE -> writer.writeBoolean(true);
            case ValueKind.LONG -> writer.writeLong(in.readSigned());
            case ValueKind.UNSIGNED_LONG -> writer.writeUnsignedLong(in.readFixed64());
            case ValueKind.FLOAT -> writer.writeFloat(Float.intBitsToFloat(in.readFixed32()));
            case ValueKind.DOUBLE -> writer.writeDouble(Double.longBitsToDouble(in.readFixed64()));
            case ValueKind.SMALL_DECIMAL -> writer.writeDecimal(in.readSigned(), in.readSmall());
            case ValueKind.DECIMAL, ValueKind.TEXT, ValueKind.BYTES -> writeArray(kind, in, writer);
            default -> writeTemporal(kind, in, writer);
        }
    }

    private void writeArray(int kind, WireInput in, ValueWriter writer) {
        int length = in.readLength();
        switch (kind) {
            case ValueKind.DECIMAL -> writer.writeDecimal(bytes, in.offset(), length);
            case ValueKind.TEXT -> writer.writeUtf8(bytes, in.offset(), length);
            default -> writer.writeBytes(bytes, in.offset(), length);
        }
    }

    private void writeTemporal(int kind, WireInput in, ValueWriter writer) {
        switch (kind) {
            case ValueKind.DATE -> writer.writeDate(in.readSmall(), in.readSmall(), in.readSmall());
            case ValueKind.TIME ->
                writer.writeTime(
                        in.readByte() != 0,
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall());
            case ValueKind.DATE_TIME ->
                writer.writeDateTime(
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall(),
                        in.readSmall());
            case ValueKind.TIMESTAMP -> writer.writeTimestamp(in.readSigned(), in.readSmall(), in.readSmall());
            default -> throw unknown(kind);
        }
    }

    private int[] starts() {
        int[] known = starts;
        if (known == null) {
            known = find();
            starts = known;
        }
        return known;
    }

    private int[] find() {
        int[] found = new int[schema.size()];
        WireInput in = new WireInput(bytes, from, end);
        for (int column = 0; column < found.length; column++) {
            found[column] = in.offset();
            skip(in);
        }
        return found;
    }

    private void skip(WireInput in) {
        int kind = in.readByte();
        switch (kind) {
            case ValueKind.ABSENT, ValueKind.NULL, ValueKind.FALSE, ValueKind.TRUE -> {}
            case ValueKind.FLOAT -> in.skip(Float.BYTES);
            case ValueKind.UNSIGNED_LONG, ValueKind.DOUBLE -> in.skip(Double.BYTES);
            case ValueKind.DECIMAL, ValueKind.TEXT, ValueKind.BYTES -> in.skip(in.readLength());
            case ValueKind.TIME -> {
                in.skip(1);
                skipNumbers(in, 5);
            }
            case ValueKind.LONG -> skipNumbers(in, 1);
            case ValueKind.SMALL_DECIMAL -> skipNumbers(in, 2);
            case ValueKind.DATE, ValueKind.TIMESTAMP -> skipNumbers(in, 3);
            case ValueKind.DATE_TIME -> skipNumbers(in, 8);
            default -> throw unknown(kind);
        }
    }

    private static void skipNumbers(WireInput in, int count) {
        for (int i = 0; i < count; i++) {
            in.readUnsigned();
        }
    }

    private DecodeException unknown(int kind) {
        return new DecodeException("A row of table " + schema.table() + " in Flink's state has a value of kind " + kind
                + ", which is not known here: it was written by a newer version of tributary-flink, or is damaged");
    }

    private ValueException absent(int column) {
        return new ValueException("Column '" + schema.column(column).name() + "' of table " + schema.table()
                + " is absent from this row, which is not NULL: ask has() first");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedRow that
                && schema.equals(that.schema)
                && Arrays.equals(bytes, from, end, that.bytes, that.from, that.end);
    }

    @Override
    public int hashCode() {
        int hash = schema.table().hashCode();
        for (int i = from; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Names the table and the columns that are held; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        StringJoiner columns = new StringJoiner(", ", "Row of " + schema.table() + " [", "]");
        for (int i = 0; i < size(); i++) {
            if (has(i)) {
                columns.add(schema.column(i).name());
            }
        }
        return columns.toString();
    }
}
