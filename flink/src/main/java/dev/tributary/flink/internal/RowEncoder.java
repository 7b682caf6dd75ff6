package dev.tributary.flink.internal;

import dev.tributary.Row;
import dev.tributary.spi.ValueWriter;

/** Writes rows as {@link EncodedRow} reads them: each value after its {@link ValueKind}. Confined to one thread. */
final class RowEncoder implements ValueWriter {

    private final WireOutput out;

    RowEncoder(WireOutput out) {
        this.out = out;
    }

    /** Appends a row; returns how many bytes it took. */
    int write(Row row) {
        int from = out.length();
        if (row instanceof EncodedRow encoded) {
            encoded.copyTo(out);
        } else {
            for (int column = 0; column < row.size(); column++) {
                if (row.has(column)) {
                    row.write(column, this);
                } else {
                    out.writeByte(ValueKind.ABSENT);
                }
            }
        }
        return out.length() - from;
    }

    @Override
    public void writeNull() {
        out.writeByte(ValueKind.NULL);
    }

    @Override
    public void writeBoolean(boolean value) {
        out.writeByte(value ? ValueKind.TRUE : ValueKind.FALSE);
    }

    @Override
    public void writeLong(long value) {
        out.writeByte(ValueKind.LONG);
        out.writeSigned(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        out.writeByte(ValueKind.UNSIGNED_LONG);
        out.writeFixed64(value);
    }

    @Override
    public void writeFloat(float value) {
        out.writeByte(ValueKind.FLOAT);
        out.writeFixed32(Float.floatToRawIntBits(value));
    }

    @Override
    public void writeDouble(double value) {
        out.writeByte(ValueKind.DOUBLE);
        out.writeFixed64(Double.doubleToRawLongBits(value));
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        out.writeByte(ValueKind.DECIMAL);
        out.writeBytes(digits, offset, length);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        out.writeByte(ValueKind.SMALL_DECIMAL);
        out.writeSigned(unscaled);
        out.writeUnsigned(scale);
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        out.writeByte(ValueKind.TEXT);
        out.writeBytes(text, offset, length);
    }

    @Override
    public void writeString(String text) {
        out.writeByte(ValueKind.TEXT);
        out.writeText(text);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        out.writeByte(ValueKind.BYTES);
        out.writeBytes(bytes, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        out.writeByte(ValueKind.DATE);
        out.writeUnsigned(year);
        out.writeUnsigned(month);
        out.writeUnsigned(day);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        out.writeByte(ValueKind.TIME);
        out.writeByte(negative ? 1 : 0);
        out.writeUnsigned(hours);
        out.writeUnsigned(minutes);
        out.writeUnsigned(seconds);
        out.writeUnsigned(micros);
        out.writeUnsigned(scale);
    }

    @Override
    @SuppressWarnings("TooManyParameters")
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        out.writeByte(ValueKind.DATE_TIME);
        out.writeUnsigned(year);
        out.writeUnsigned(month);
        out.writeUnsigned(day);
        out.writeUnsigned(hour);
        out.writeUnsigned(minute);
        out.writeUnsigned(second);
        out.writeUnsigned(micros);
        out.writeUnsigned(scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        out.writeByte(ValueKind.TIMESTAMP);
        out.writeSigned(epochSecond);
        out.writeUnsigned(micros);
        out.writeUnsigned(scale);
    }
}
