package dev.tributary.binlog.internal.charset;

import java.util.Arrays;

/** Takes characters as UTF-8 into a buffer that grows. Confined to one thread at a time. */
final class Utf8Output {

    private static final int FIRST_CAPACITY = 256;
    private static final int MOST_BYTES_PER_CHARACTER = 4;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    void ascii(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    void character(int character) {
        room(MOST_BYTES_PER_CHARACTER);
        if (character < 0x80) {
            bytes[length++] = (byte) character;
        } else if (character < 0x800) {
            bytes[length++] = (byte) (0xc0 | (character >> 6));
            bytes[length++] = (byte) (0x80 | (character & 0x3f));
        } else if (character < 0x10000) {
            bytes[length++] = (byte) (0xe0 | (character >> 12));
            bytes[length++] = (byte) (0x80 | ((character >> 6) & 0x3f));
            bytes[length++] = (byte) (0x80 | (character & 0x3f));
        } else {
            bytes[length++] = (byte) (0xf0 | (character >> 18));
            bytes[length++] = (byte) (0x80 | ((character >> 12) & 0x3f));
            bytes[length++] = (byte) (0x80 | ((character >> 6) & 0x3f));
            bytes[length++] = (byte) (0x80 | (character & 0x3f));
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length + (bytes.length >> 1)));
        }
    }
}
