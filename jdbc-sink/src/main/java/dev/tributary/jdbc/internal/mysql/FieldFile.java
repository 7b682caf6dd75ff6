package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.format.FloatingText;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.TextBuffer;
import dev.tributary.jdbc.internal.database.UnbindableException;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file in memory as {@code LOAD DATA} reads it: fields end with a tab, lines with a line feed, a backslash escapes both and
 * itself, {@code \N} is NULL, and bytes are hexadecimal digits. Text is UTF-8. Confined to one thread.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/en/load-data.html">LOAD DATA</a>
 */
final class FieldFile implements ValueWriter {

    private final TextBuffer text;

    FieldFile(TextBuffer text) {
        this.text = text;
    }

    /** Writes a row, as one line. */
    void write(Row row, List<RowForm.Field> fields) throws UnbindableException {
        int last = fields.size() - 1;
        for (int i = 0; i <= last; i++) {
            int column = fields.get(i).source();
            try {
                row.write(column, this);
            } catch (RuntimeException unreadable) {
                throw UnbindableException.of(row, column, unreadable);
            }
            text.put(i < last ? '\t' : '\n');
        }
    }

    @Override
    public void writeNull() {
        text.put('\\');
        text.put('N');
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

    @Override
    public void writeDouble(double value) {
        text.ascii(FloatingText.of(value));
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
        text.reserve(2 * length);
        byte[] target = text.array();
        int at = text.size();
        for (int i = offset; i < offset + length; i++) {
            byte b = utf8[i];
            if (b <= '\\' && b >= 0 && isSpecial(b)) {
                target[at++] = '\\';
                target[at++] = escaped(b);
            } else {
                target[at++] = b;
            }
        }
        text.size(at);
    }

    private static boolean isSpecial(byte b) {
        return b == '\\' || b == '\t' || b == '\n' || b == 0;
    }

    private static byte escaped(byte b) {
        return switch (b) {
            case '\t' -> 't';
            case '\n' -> 'n';
            case 0 -> '0';
            default -> b;
        };
    }

    @Override
    public void writeString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeUtf8(utf8, 0, utf8.length);
    }

    @Override
    public void writeBytes(byte[] source, int offset, int length) {
        text.hex(source, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        text.date(year, month, day);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        text.time(negative, hours, minutes, seconds, micros, scale);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        text.dateTime(year, month, day, hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        text.timestamp(epochSecond, micros, scale);
    }
}
