package dev.tributary.binlog.internal.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in the bytes of a row, the lowest byte first; bounds are the caller's care. */
final class LittleEndian {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private LittleEndian() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    static short int16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    /** Returns three bytes as a signed number. */
    static int int24(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] << 16);
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static long unsigned(byte[] bytes, int at, int length) {
        return switch (length) {
            case 1 -> bytes[at] & 0xff;
            case 2 -> int16(bytes, at) & 0xffff;
            case 3 -> int24(bytes, at) & 0xff_ffff;
            case 4 -> int32(bytes, at) & 0xffff_ffffL;
            case 8 -> int64(bytes, at);
            default -> byByte(bytes, at, length);
        };
    }

    private static long byByte(byte[] bytes, int at, int length) {
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
