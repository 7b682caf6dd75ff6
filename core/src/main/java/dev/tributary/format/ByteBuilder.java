package dev.tributary.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: ASCII, digits and base64 are written into them without an object between. Confined to one thread. */
final class ByteBuilder {

    private static final byte[] BASE64 = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static final byte[] SMALLEST_LONG = ascii(Long.toString(Long.MIN_VALUE));
    private static final int LONGEST_LONG = 20;

    /** The decimal logarithm of two, times two to the power of {@link #LOG_SHIFT}. */
    private static final int LOG_OF_TWO = 1233;

    private static final int LOG_SHIFT = 12;

    /** All that a {@code long} holds. */
    private static final long[] POWERS_OF_TEN = new long[19];

    /** The numbers 0 to 99 as two digits, as they lie in memory. */
    private static final short[] PAIR_OF = new short[100];

    private static final VarHandle PAIRS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
        for (int i = 0; i < PAIR_OF.length; i++) {
            PAIR_OF[i] = (short) (('0' + i / 10) | (('0' + i % 10) << 8));
        }
    }

    private byte[] bytes;
    private int size;

    ByteBuilder(int capacity) {
        this.bytes = new byte[capacity];
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /** Sets how many bytes of the array are written, after some were written into it. */
    void size(int bytesWritten) {
        size = bytesWritten;
    }

    void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void put(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    void put(byte[] more) {
        put(more, 0, more.length);
    }

    void put(byte[] more, int offset, int length) {
        reserve(length);
        System.arraycopy(more, offset, bytes, size, length);
        size += length;
    }

    void putLong(long value) {
        if (value >= 0) {
            putDigits(value);
        } else if (value == Long.MIN_VALUE) {
            put(SMALLEST_LONG);
        } else {
            put('-');
            putDigits(-value);
        }
    }

    void putUnsigned(long value) {
        if (value >= 0) {
            putDigits(value);
        } else {
            long tenth = Long.divideUnsigned(value, 10);
            putDigits(tenth);
            put((char) ('0' + (value - tenth * 10)));
        }
    }

    private void putDigits(long value) {
        reserve(LONGEST_LONG);
        int end = size + digits(value);
        size = end;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long hundredth = rest / 100;
            end = putPair((int) (rest - hundredth * 100), end);
            rest = hundredth;
        }
        int small = (int) rest;
        while (small >= 100) {
            int hundredth = small / 100;
            end = putPair(small - hundredth * 100, end);
            small = hundredth;
        }
        if (small >= 10) {
            putPair(small, end);
        } else {
            bytes[end - 1] = (byte) ('0' + small);
        }
    }

    /** Returns how many digits a number has that is not negative: as many as its bits tell, or one more. */
    static int digits(long value) {
        long positive = value | 1; // 0 has a digit, too
        int bits = Long.SIZE - Long.numberOfLeadingZeros(positive);
        int digits = (bits * LOG_OF_TWO) >>> LOG_SHIFT;
        return positive >= POWERS_OF_TEN[digits] ? digits + 1 : digits;
    }

    /** Writes two digits in front of a place; returns where they begin. */
    private int putPair(int twoDigits, int end) {
        PAIRS.set(bytes, end - 2, PAIR_OF[twoDigits]);
        return end - 2;
    }

    /** Writes a date, {@code 2024-01-31}; a year of more than four digits is not one that a server has. */
    void putDate(int year, int month, int day) {
        reserve(10);
        byte[] target = bytes;
        int at = size;
        PAIRS.set(target, at, PAIR_OF[year / 100 % 100]);
        PAIRS.set(target, at + 2, PAIR_OF[year % 100]);
        target[at + 4] = '-';
        PAIRS.set(target, at + 5, PAIR_OF[month]);
        target[at + 7] = '-';
        PAIRS.set(target, at + 8, PAIR_OF[day]);
        size = at + 10;
    }

    /** Writes minutes and seconds with a fraction: {@code :59:59.123}. */
    void putMinutes(int minutes, int seconds, int micros, int scale) {
        reserve(13);
        byte[] target = bytes;
        int at = size;
        target[at] = ':';
        PAIRS.set(target, at + 1, PAIR_OF[minutes]);
        target[at + 3] = ':';
        PAIRS.set(target, at + 4, PAIR_OF[seconds]);
        if (scale == 0) {
            size = at + 6;
        } else {
            target[at + 6] = '.';
            PAIRS.set(target, at + 7, PAIR_OF[micros / 10_000]);
            PAIRS.set(target, at + 9, PAIR_OF[micros / 100 % 100]);
            PAIRS.set(target, at + 11, PAIR_OF[micros % 100]);
            size = at + 7 + scale;
        }
    }

    /** Writes a number that is not negative as two digits; a longer one as it is. */
    void putTwoDigits(int value) {
        if (value < 100) {
            reserve(2);
            size += 2;
            putPair(value, size);
        } else {
            putDigits(value);
        }
    }

    /** Writes a decimal: the unscaled number with a point before its last digits, and zeros where there are too few. */
    void putDecimal(long unscaled, int scale) {
        if (unscaled < 0) {
            put('-');
        }
        long magnitude = Math.abs(unscaled);
        if (scale == 0) {
            putDigits(magnitude);
            return;
        }
        reserve(LONGEST_LONG + 2 + scale);
        for (int missing = scale + 1 - digits(magnitude); missing > 0; missing--) {
            bytes[size++] = '0';
        }
        putDigits(magnitude);
        System.arraycopy(bytes, size - scale, bytes, size - scale + 1, scale);
        bytes[size - scale] = '.';
        size++;
    }

    void putBase64(byte[] source, int offset, int length) {
        reserve((length + 2) / 3 * 4);
        int end = offset + length;
        int at = offset;
        for (; at + 2 < end; at += 3) {
            putBase64Group((source[at] & 0xff) << 16 | (source[at + 1] & 0xff) << 8 | (source[at + 2] & 0xff), 4);
        }
        if (at + 1 == end) {
            putBase64Group((source[at] & 0xff) << 16, 2);
            put('=');
            put('=');
        } else if (at + 2 == end) {
            putBase64Group((source[at] & 0xff) << 16 | (source[at + 1] & 0xff) << 8, 3);
            put('=');
        }
    }

    private void putBase64Group(int group, int characters) {
        for (int i = 0, shift = 18; i < characters; i++, shift -= 6) {
            bytes[size++] = BASE64[group >>> shift & 0x3f];
        }
    }

    /** Writes a Unicode code point as UTF-8. */
    void putCodePoint(int codePoint) {
        reserve(4);
        if (codePoint < 0x80) {
            bytes[size++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[size++] = (byte) (0xc0 | codePoint >> 6);
            putContinuation(codePoint);
        } else if (codePoint < 0x10000) {
            bytes[size++] = (byte) (0xe0 | codePoint >> 12);
            putContinuation(codePoint >> 6);
            putContinuation(codePoint);
        } else {
            bytes[size++] = (byte) (0xf0 | codePoint >> 18);
            putContinuation(codePoint >> 12);
            putContinuation(codePoint >> 6);
            putContinuation(codePoint);
        }
    }

    private void putContinuation(int bits) {
        bytes[size++] = (byte) (0x80 | (bits & 0x3f));
    }

    /** Makes sure that as many more bytes fit; the array may be another one then. */
    void reserve(int more) {
        if (bytes.length - size < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        long wanted = Math.max((long) size + more, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
        if (wanted > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "More than " + (Integer.MAX_VALUE - 8) + " bytes cannot be written into one array");
        }
        bytes = Arrays.copyOf(bytes, (int) wanted);
    }
}
