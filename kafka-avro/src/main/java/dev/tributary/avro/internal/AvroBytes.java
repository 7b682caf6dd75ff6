package dev.tributary.avro.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes in Avro's binary encoding, which grow (<a
 * href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">specification</a>). Confined to one thread.
 */
final class AvroBytes {

    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    void clear() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int)
                    Math.min(2L * size, Integer.MAX_VALUE - 8)));
        }
    }

    void raw(byte[] more) {
        raw(more, 0, more.length);
    }

    void raw(byte[] more, int offset, int length) {
        reserve(length);
        System.arraycopy(more, offset, bytes, size, length);
        size += length;
    }

    void raw(int oneByte) {
        reserve(1);
        bytes[size++] = (byte) oneByte;
    }

    /** Begins the value of an optional field that is there. */
    void present() {
        raw(2);
    }

    /** Writes an optional field that is not there. */
    void absent() {
        raw(0);
    }

    /** Writes an {@code int} or a {@code long}, both of which have variable length, with the sign in the lowest bit. */
    void number(long value) {
        reserve(LONGEST_NUMBER);
        long left = (value << 1) ^ (value >> 63);
        while ((left & ~0x7FL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
    }

    /** Writes text or bytes: their length, and themselves. */
    void sized(byte[] more, int offset, int length) {
        number(length);
        raw(more, offset, length);
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sized(utf8, 0, utf8.length);
    }

    /** Writes the unscaled number of a decimal: the fewest bytes of its two's complement, the highest first. */
    void unscaled(long value) {
        int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(value ^ (value >> 63));
        int length = (bits + 7) / 8;
        number(length);
        reserve(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
    }

    /** Writes the lowest bytes of a number, the lowest first. */
    void littleEndian(long value, int length) {
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) (value >> (8 * i));
        }
    }
}
