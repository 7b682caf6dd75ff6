package dev.tributary.format;

import dev.tributary.spi.ValueWriter;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into bytes that grow, without making a {@code String} on the way. It is also the
 * {@link ValueWriter} that gives a column's value its JSON form:
 *
 * <table>
 * <caption>JSON forms</caption>
 * <tr><th>value</th><th>form</th></tr>
 * <tr><td>integers, {@code YEAR}</td><td>number</td></tr>
 * <tr><td>{@code BIGINT UNSIGNED}, {@code BIT} of several bits, {@code DECIMAL}</td>
 *     <td>text of the digits, so that no reader rounds them</td></tr>
 * <tr><td>{@code FLOAT}, {@code DOUBLE}</td><td>number, of the fewest digits that read back as the same</td></tr>
 * <tr><td>{@code BIT(1)}</td><td>{@code true} or {@code false}</td></tr>
 * <tr><td>{@code DATE}</td><td>{@code "2024-01-31"}</td></tr>
 * <tr><td>{@code DATETIME}</td><td>{@code "2024-01-31T23:59:59.123"}, with the column's fractional digits</td></tr>
 * <tr><td>{@code TIMESTAMP}</td><td>{@code "2024-01-31T23:59:59Z"}, in UTC</td></tr>
 * <tr><td>{@code TIME}</td><td>{@code "-838:59:59.000000"}</td></tr>
 * <tr><td>zero and partial dates</td><td>the same shapes with the server's digits: {@code "0000-00-00"}</td></tr>
 * <tr><td>text, {@code ENUM}, {@code SET}, {@code JSON}</td><td>text</td></tr>
 * <tr><td>bytes, spatial values, vectors</td><td>text in base64</td></tr>
 * </table>
 *
 * <p>Confined to one thread. {@link #clear()} makes it ready for the next document.
 */
public final class JsonBuffer implements ValueWriter {

    private static final int INITIAL_CAPACITY = 1024;
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final byte[] NULL = ByteBuilder.ascii("null");
    private static final byte[] TRUE = ByteBuilder.ascii("true");
    private static final byte[] FALSE = ByteBuilder.ascii("false");

    private final ByteBuilder out = new ByteBuilder(INITIAL_CAPACITY);
    private final JsonText text = new JsonText(out);
    private LocalDate lastDay = LocalDate.EPOCH;

    /** Creates an empty buffer. */
    public JsonBuffer() {}

    /** Removes everything; the memory is kept for the next document. */
    public void clear() {
        out.clear();
    }

    /** Returns the number of bytes written. */
    public int size() {
        return out.size();
    }

    /** Returns the array that holds the bytes written, from index 0 to {@link #size()}, until more is written. */
    public byte[] array() {
        return out.array();
    }

    /** Returns a copy of the bytes written. */
    public byte[] toBytes() {
        return out.toBytes();
    }

    /** Writes one character of JSON's own, such as a brace. */
    public JsonBuffer raw(char ascii) {
        out.put(ascii);
        return this;
    }

    /** Writes bytes that are a well-formed part of the document already. */
    public JsonBuffer raw(byte[] json) {
        out.put(json);
        return this;
    }

    /** Writes a part of an array, whose bytes are a well-formed part of the document already. */
    JsonBuffer raw(byte[] json, int offset, int length) {
        out.put(json, offset, length);
        return this;
    }

    /** Returns what the bytes are written into. */
    ByteBuilder bytes() {
        return out;
    }

    /** Returns whether the bytes after the first {@code length} are the same as those. */
    boolean isTwice(int length) {
        return Arrays.equals(out.array(), 0, length, out.array(), length, out.size());
    }

    /** Writes a number. */
    public JsonBuffer number(long value) {
        out.putLong(value);
        return this;
    }

    /** Writes text in quotes. */
    public JsonBuffer string(String value) {
        out.put('"');
        text.put(value);
        out.put('"');
        return this;
    }

    @Override
    public void writeNull() {
        out.put(NULL);
    }

    @Override
    public void writeBoolean(boolean value) {
        out.put(value ? TRUE : FALSE);
    }

    @Override
    public void writeLong(long value) {
        out.putLong(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        out.put('"');
        out.putUnsigned(value);
        out.put('"');
    }

    @Override
    public void writeUnsignedLong(BigInteger value) {
        writeUnsignedLong(value.longValue());
    }

    @Override
    public void writeFloat(float value) {
        if (Float.isFinite(value)) {
            FloatingText.put(value, out);
        } else {
            string(Float.toString(value));
        }
    }

    @Override
    public void writeDouble(double value) {
        if (Double.isFinite(value)) {
            FloatingText.put(value, out);
        } else {
            string(Double.toString(value));
        }
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        out.put('"');
        out.putDecimal(unscaled, scale);
        out.put('"');
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        out.put('"');
        out.put(digits, offset, length);
        out.put('"');
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
        out.put('"');
        text.put(utf8, offset, length);
        out.put('"');
    }

    @Override
    public void writeString(String value) {
        string(value);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        out.put('"');
        out.putBase64(bytes, offset, length);
        out.put('"');
    }

    @Override
    public void writeDate(int year, int month, int day) {
        out.put('"');
        date(year, month, day);
        out.put('"');
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        out.put('"');
        if (negative) {
            out.put('-');
        }
        clock(hours, minutes, seconds, micros, scale);
        out.put('"');
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        out.put('"');
        date(year, month, day);
        out.put('T');
        clock(hour, minute, second, micros, scale);
        out.put('"');
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        out.put('"');
        if (epochSecond == 0 && micros == 0) {
            date(0, 0, 0);
        } else {
            date(Math.floorDiv(epochSecond, SECONDS_OF_A_DAY));
        }
        out.put('T');
        int second = Math.floorMod(epochSecond, SECONDS_OF_A_DAY);
        clock(second / 3600, second / 60 % 60, second % 60, micros, scale);
        out.put('Z');
        out.put('"');
    }

    /** Most moments are of the day of the one before. */
    private void date(long epochDay) {
        if (epochDay != lastDay.toEpochDay()) {
            lastDay = LocalDate.ofEpochDay(epochDay);
        }
        date(lastDay.getYear(), lastDay.getMonthValue(), lastDay.getDayOfMonth());
    }

    private void date(int year, int month, int day) {
        out.putDate(year, month, day);
    }

    private void clock(int hours, int minutes, int seconds, int micros, int scale) {
        out.putTwoDigits(hours);
        out.putMinutes(minutes, seconds, micros, scale);
    }
}
