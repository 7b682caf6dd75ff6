package dev.tributary.binlog.internal.row;

/** Numbers in the bytes of a row; bounds are the caller's care. */
final class LittleEndian {

    private LittleEndian() {}

    static long unsigned(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }

    static long signed(byte[] bytes, int at, int length) {
        int unused = Long.SIZE - length * 8;
        return unsigned(bytes, at, length) << unused >> unused;
    }
}
