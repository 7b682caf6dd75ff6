package dev.tributary.jdbc.internal.mysql;

import dev.tributary.format.FloatingText;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * A file in memory as {@code LOAD DATA} reads it: fields end with a tab, lines with a line feed, a backslash escapes both and
 * itself, {@code \N} is NULL, and bytes are hexadecimal digits. Text is UTF-8.
 *
 * <p>Confined to one thread. {@link #clear} makes it ready for the next file.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/en/load-data.html">LOAD DATA</a>
 */
final class FieldFile implements ValueWriter {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LONG = 20;
    private static final int LONGEST_TIME = 40;
    private static final int SECONDS_OF_A_DAY = 86_400;

    private byte[] bytes = new byte[64 * 1024];
    private int size;
    private LocalDate lastDay = LocalDate.EPOCH;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** Returns the array that holds what was written, up to {@link #size()}, until more is. */
    byte[] array() {
        return bytes;
    }

    /** Takes back what was written behind a size. */
    void size(int bytesWritten) {
        size = bytesWritten;
    }

    /** Ends a field; the next call begins another. */
    void endField() {
        put('\t');
    }

    /** Ends the last field of a line, and the line. */
    void endLine() {
        put('\n');
    }

    @Override
    public void writeNull() {
        put('\\');
        put('N');
    }

    @Override
    public void writeBoolean(boolean value) {
        put(value ? '1' : '0');
    }

    @Override
    public void writeLong(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        if (value < 0) {
            put('-');
        }
        digits(Math.abs(value), 1);
    }

    @Override
    public void writeUnsignedLong(long value) {
        if (value >= 0) {
            digits(value, 1);
        } else {
            ascii(Long.toUnsignedString(value));
        }
    }

    /** A FLOAT goes as the double of the same value, whose digits the server rounds back to it. */
    @Override
    public void writeFloat(float value) {
        writeDouble(value);
    }

    @Override
    public void writeDouble(double value) {
        ascii(FloatingText.of(value));
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        reserve(length);
        System.arraycopy(digits, offset, bytes, size, length);
        size += length;
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        if (unscaled < 0) {
            put('-');
        }
        digits(Math.abs(unscaled), scale + 1);
        if (scale > 0) {
            reserve(1);
            System.arraycopy(bytes, size - scale, bytes, size - scale + 1, scale);
            bytes[size - scale] = '.';
            size++;
        }
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
        reserve(2 * length);
        byte[] target = bytes;
        int at = size;
        for (int i = offset; i < offset + length; i++) {
            byte b = utf8[i];
            if (b <= '\\' && b >= 0 && isSpecial(b)) {
                target[at++] = '\\';
                target[at++] = escaped(b);
            } else {
                target[at++] = b;
            }
        }
        size = at;
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
        reserve(Math.multiplyExact(2, length));
        for (int i = offset; i < offset + length; i++) {
            bytes[size++] = HEX[(source[i] >> 4) & 0xf];
            bytes[size++] = HEX[source[i] & 0xf];
        }
    }

    @Override
    public void writeDate(int year, int month, int day) {
        digits(year, 4);
        put('-');
        digits(month, 2);
        put('-');
        digits(day, 2);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        if (negative) {
            put('-');
        }
        digits(hours, 2);
        put(':');
        digits(minutes, 2);
        put(':');
        digits(seconds, 2);
        if (scale > 0) {
            put('.');
            digits(micros, 6);
            size -= 6 - scale;
        }
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        writeDate(year, month, day);
        put(' ');
        writeTime(false, hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            writeDateTime(0, 0, 0, 0, 0, 0, 0, scale);
            return;
        }
        long epochDay = Math.floorDiv(epochSecond, SECONDS_OF_A_DAY);
        if (epochDay != lastDay.toEpochDay()) {
            lastDay = LocalDate.ofEpochDay(epochDay); // most moments are of the day of the one before
        }
        int second = Math.floorMod(epochSecond, SECONDS_OF_A_DAY);
        writeDate(lastDay.getYear(), lastDay.getMonthValue(), lastDay.getDayOfMonth());
        put(' ');
        writeTime(false, second / 3600, second / 60 % 60, second % 60, micros, scale);
    }

    private void ascii(String text) {
        reserve(Math.max(text.length(), LONGEST_TIME));
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /** Writes a number that is not negative, with zeros in front up to a width. */
    private void digits(long value, int width) {
        int number = Math.max(width, length(value));
        reserve(number + LONGEST_LONG);
        int at = size + number;
        long large = value;
        while (large > Integer.MAX_VALUE) {
            long tenth = large / 10;
            bytes[--at] = (byte) ('0' + (large - tenth * 10));
            large = tenth;
        }
        int rest = (int) large; // whose division is several times faster
        while (at > size) {
            int tenth = rest / 10;
            bytes[--at] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        }
        size += number;
    }

    private static int length(long value) {
        int length = 1;
        for (long limit = 10; length < LONGEST_LONG - 1 && value >= limit; limit *= 10) {
            length++;
        }
        return length;
    }

    private void put(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int)
                    Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
