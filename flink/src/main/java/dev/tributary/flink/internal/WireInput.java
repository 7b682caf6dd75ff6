package dev.tributary.flink.internal;

import dev.tributary.DecodeException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link WireOutput} wrote. Confined to one thread. */
final class WireInput {

    private static final int SEVEN_BITS = 0x7F;

    private final byte[] bytes;
    private final int end;
    private int at;

    WireInput(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Returns the offset of what is read next. */
    int offset() {
        return at;
    }

    byte[] array() {
        return bytes;
    }

    int readByte() {
        require(1);
        return bytes[at++];
    }

    int readFixed32() {
        require(Integer.BYTES);
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (bytes[at++] & 0xFF) << shift;
        }
        return value;
    }

    long readFixed64() {
        require(Long.BYTES);
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            value |= (bytes[at++] & 0xFFL) << shift;
        }
        return value;
    }

    long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte();
            value |= (long) (next & SEVEN_BITS) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged();
    }

    long readSigned() {
        long folded = readUnsigned();
        return (folded >>> 1) ^ -(folded & 1);
    }

    /** Reads an integer that is known to be small: a part of a date or a number of digits. */
    int readSmall() {
        long value = readUnsigned();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw damaged();
        }
        return (int) value;
    }

    String readText() {
        int length = readLength();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Reads the number of bytes that follow, which must be there. */
    int readLength() {
        int length = readSmall();
        require(length);
        return length;
    }

    void skip(int count) {
        require(count);
        at += count;
    }

    private void require(int count) {
        if (count > end - at) {
            throw damaged();
        }
    }

    private static DecodeException damaged() {
        return new DecodeException(
                "A change event in Flink's state or buffers ends early: its bytes are damaged, or were"
                        + " not written by the serializer of change events");
    }
}
