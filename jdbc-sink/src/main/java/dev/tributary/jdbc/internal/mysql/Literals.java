package dev.tributary.jdbc.internal.mysql;

import dev.tributary.format.FloatingText;
import dev.tributary.jdbc.internal.database.TextBuffer;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;

/**
 * Values as a statement has them: text in quotes, in which a backslash escapes, and bytes as hexadecimal digits. Each means what it
 * would mean as a parameter. Confined to one thread.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/en/literals.html">literals</a>
 */
final class Literals implements ValueWriter {

    private final TextBuffer text;

    Literals(TextBuffer text) {
        this.text = text;
    }

    @Override
    public void writeNull() {
        text.ascii("NULL");
    }

    @Override
    public void writeBoolean(boolean value) {
        text.put(value ? '1' : '0');
    }

    @Override
    public void writeLong(long value) {
        text.integer(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        text.unsigned(value);
    }

    /** A FLOAT goes as the double of the same value, whose digits the server rounds back to it. */
    @Override
    public void writeFloat(float value) {
        writeDouble(value);
    }

    /** MySQL takes -0.0 for a decimal, which has no such sign. */
    @Override
    public void writeDouble(double value) {
        text.ascii(value == 0 && Double.doubleToRawLongBits(value) != 0 ? "'-0e0'" : FloatingText.of(value));
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        text.raw(digits, offset, length);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        text.decimal(unscaled, scale);
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
        text.reserve(2 * length + 2);
        byte[] target = text.array();
        int at = text.size();
        target[at++] = '\'';
        for (int i = offset; i < offset + length; i++) {
            byte b = utf8[i];
            if (b == '\'' || b == '\\' || b == 0) {
                target[at++] = '\\';
                target[at++] = b == 0 ? (byte) '0' : b;
            } else {
                target[at++] = b;
            }
        }
        target[at++] = '\'';
        text.size(at);
    }

    @Override
    public void writeString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeUtf8(utf8, 0, utf8.length);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        text.ascii("_binary X'");
        text.hex(bytes, offset, length);
        text.put('\'');
    }

    @Override
    public void writeDate(int year, int month, int day) {
        text.put('\'');
        text.date(year, month, day);
        text.put('\'');
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        text.put('\'');
        text.time(negative, hours, minutes, seconds, micros, scale);
        text.put('\'');
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        text.put('\'');
        text.dateTime(year, month, day, hour, minute, second, micros, scale);
        text.put('\'');
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        text.put('\'');
        text.timestamp(epochSecond, micros, scale);
        text.put('\'');
    }
}
