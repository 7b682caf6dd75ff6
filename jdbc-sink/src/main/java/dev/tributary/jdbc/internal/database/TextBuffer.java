package dev.tributary.jdbc.internal.database;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * UTF-8 text that grows, with the digits of numbers, dates and times as databases read them. Confined to one thread.
 * {@link #clear} makes it ready for the next.
 */
public final class TextBuffer {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LONG = 20;
    private static final int FIRST_BYTES = 64 * 1024;
    private static final int MOST_BYTES_KEPT = 4 << 20;
    private static final int SECONDS_OF_A_DAY = 86_400;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;
    private LocalDate lastDay = LocalDate.EPOCH;

    /** Forgets what was written, and keeps the memory, but for what an uncommonly large row has taken. */
    public void clear() {
        if (bytes.length > MOST_BYTES_KEPT) {
            bytes = new byte[FIRST_BYTES];
        }
        size = 0;
    }

    /** Returns how many bytes were written. */
    public int size() {
        return size;
    }

    /** Returns the array that holds what was written, up to {@link #size()}, until more is. */
    public byte[] array() {
        return bytes;
    }

    /** Takes back what was written behind a size. */
    public void size(int bytesWritten) {
        size = bytesWritten;
    }

    /** Makes room for so many bytes more, which may then be written to {@link #array()}. */
    public void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int)
                    Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }

    /** Writes a character of ASCII. */
    public void put(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    /** Writes characters of ASCII. */
    public void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /** Writes bytes as they are. */
    public void raw(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Writes bytes as hexadecimal digits. */
    public void hex(byte[] source, int offset, int length) {
        reserve(Math.multiplyExact(2, length));
        for (int i = offset; i < offset + length; i++) {
            bytes[size++] = HEX[(source[i] >> 4) & 0xf];
            bytes[size++] = HEX[source[i] & 0xf];
        }
    }

    /** Writes a number. */
    public void integer(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        if (value < 0) {
            put('-');
        }
        digits(Math.abs(value), 1);
    }

    /** Writes a number of 64 bits without a sign. */
    public void unsigned(long value) {
        if (value >= 0) {
            digits(value, 1);
        } else {
            ascii(Long.toUnsignedString(value));
        }
    }

    /** Writes a decimal number of so many digits behind the point. */
    public void decimal(long unscaled, int scale) {
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

    /** Writes {@code 2026-01-31}. */
    public void date(int year, int month, int day) {
        digits(year, 4);
        put('-');
        digits(month, 2);
        put('-');
        digits(day, 2);
    }

    /** Writes {@code 23:59:59}, with as many digits of the microseconds as the scale says. */
    public void time(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
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

    /** Writes a date and a time with a space between. */
    public void dateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        date(year, month, day);
        put(' ');
        time(false, hour, minute, second, micros, scale);
    }

    /** Writes a moment as the date and time in UTC; the beginning of time stands for the zero date, which no moment has. */
    public void timestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            dateTime(0, 0, 0, 0, 0, 0, 0, scale);
            return;
        }
        long epochDay = Math.floorDiv(epochSecond, SECONDS_OF_A_DAY);
        if (epochDay != lastDay.toEpochDay()) {
            lastDay = LocalDate.ofEpochDay(epochDay); // most moments are of the day of the one before
        }
        int second = Math.floorMod(epochSecond, SECONDS_OF_A_DAY);
        date(lastDay.getYear(), lastDay.getMonthValue(), lastDay.getDayOfMonth());
        put(' ');
        time(false, second / 3600, second / 60 % 60, second % 60, micros, scale);
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
}
