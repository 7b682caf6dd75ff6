package dev.tributary.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: ASCII, digits and base64 are written into them without an object between. Confined to one thread. */
final class ByteBuilder {

    private static final byte[] BASE64 = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static final byte[] SMALLEST_LONG = ascii(Long.toString(Long.MIN_VALUE));
    private static final int LONGEST_LONG = 20;

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

    void putAscii(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
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
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        size += digits;
        long rest = value;
        for (int at = size - 1, end = size - digits; at >= end; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Writes a number that is not negative with zeros in front; a longer one as it is. */
    void putPadded(int value, int width) {
        reserve(width);
        for (int digits = 1, limit = 10; digits < width; digits++, limit *= 10) {
            if (value < limit) {
                bytes[size++] = '0';
            }
        }
        putDigits(value);
    }

    /** Writes the first digits of a fraction that is given in millionths. */
    void putFraction(int micros, int digits) {
        putPadded(micros, 6);
        size -= 6 - digits;
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

    void reserve(int more) {
        if (bytes.length - size < more) {
            long wanted = Math.max((long) size + more, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
            if (wanted > Integer.MAX_VALUE - 8) {
                throw new IllegalStateException(
                        "More than " + (Integer.MAX_VALUE - 8) + " bytes cannot be written into one array");
            }
            bytes = Arrays.copyOf(bytes, (int) wanted);
        }
    }
}
