package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.format.FloatingText;
import dev.tributary.format.JsonBuffer;
import dev.tributary.spi.ValueWriter;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A row as a JSON array, in the forms that MySQL takes for the columns' values: those of {@link JsonBuffer}, but that floating-point
 * numbers are text, since MySQL's parser of JSON need not find the nearest, that bits are digits, and that a moment has no zone.
 *
 * <p>Confined to one thread.
 */
final class JsonCells implements ValueWriter {

    private final JsonBuffer json = new JsonBuffer();

    void clear() {
        json.clear();
    }

    /** Adds a value of a row. */
    void add(Row row, int column) {
        json.raw(json.size() == 0 ? '[' : ',');
        row.write(column, this);
    }

    /** Returns the array of what was added. */
    byte[] toArray() {
        return json.raw(']').toBytes();
    }

    @Override
    public void writeNull() {
        json.writeNull();
    }

    @Override
    public void writeBoolean(boolean value) {
        json.string(value ? "1" : "0");
    }

    @Override
    public void writeLong(long value) {
        json.writeLong(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        json.writeUnsignedLong(value);
    }

    @Override
    public void writeUnsignedLong(BigInteger value) {
        json.writeUnsignedLong(value);
    }

    /** A FLOAT goes as the double of the same value, whose digits the server rounds back to it. */
    @Override
    public void writeFloat(float value) {
        writeDouble(value);
    }

    @Override
    public void writeDouble(double value) {
        json.string(FloatingText.of(value));
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        json.writeDecimal(digits, offset, length);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        json.writeDecimal(unscaled, scale);
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        json.writeUtf8(text, offset, length);
    }

    @Override
    public void writeString(String text) {
        json.writeString(text);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        json.writeBytes(bytes, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        json.writeDate(year, month, day);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        json.writeTime(negative, hours, minutes, seconds, micros, scale);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        json.writeDateTime(year, month, day, hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            json.writeDateTime(0, 0, 0, 0, 0, 0, 0, scale);
            return;
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
        json.writeDateTime(
                utc.getYear(),
                utc.getMonthValue(),
                utc.getDayOfMonth(),
                utc.getHour(),
                utc.getMinute(),
                utc.getSecond(),
                micros,
                scale);
    }
}
