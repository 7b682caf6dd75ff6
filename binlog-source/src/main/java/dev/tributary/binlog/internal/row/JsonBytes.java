package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;

/**
 * The bytes of a JSON document in the server's binary form, or of changes to one. Every access is checked, and what was
 * read is counted, so that a damaged document whose values overlap cannot grow without end.
 *
 * <p>Source of the binary form: the comment at the head of the server's {@code sql-common/json_binary.h}. Confined to one
 * thread, for one pass.
 */
final class JsonBytes {

    static final int SMALL_OBJECT = 0x00;
    static final int LARGE_OBJECT = 0x01;
    static final int SMALL_ARRAY = 0x02;
    static final int LARGE_ARRAY = 0x03;
    static final int LITERAL = 0x04;
    static final int INT16 = 0x05;
    static final int UINT16 = 0x06;
    static final int INT32 = 0x07;
    static final int UINT32 = 0x08;
    static final int INT64 = 0x09;
    static final int UINT64 = 0x0a;
    static final int DOUBLE = 0x0b;
    static final int STRING = 0x0c;
    static final int OPAQUE = 0x0f;

    static final int NULL_LITERAL = 0;

    private static final byte[] NULL_DOCUMENT = {LITERAL, NULL_LITERAL};

    private final byte[] bytes;
    private final int from;
    private final int end;
    private int left;

    JsonBytes(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.end = from + length;
        this.left = length;
    }

    byte[] array() {
        return bytes;
    }

    int from() {
        return from;
    }

    int end() {
        return end;
    }

    /** Returns the document's value. A server without strict mode stores an empty one, which it prints as null. */
    JsonNode root() {
        return from == end
                ? new JsonBytes(NULL_DOCUMENT, 0, NULL_DOCUMENT.length).root()
                : new JsonNode.Stored(this, unsigned(from, 1), from + 1);
    }

    int unsigned(int at, int width) {
        require(at, width);
        long value = LittleEndian.unsigned(bytes, at, width);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new UnreadableValueException("a JSON offset of " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    long signed(int at, int width) {
        require(at, width);
        return LittleEndian.signed(bytes, at, width);
    }

    /** Returns the length before a string or an opaque value: seven bits a byte, the lowest first. */
    int variableLength(int at) {
        long value = 0;
        for (int i = 0; i < 5; i++) {
            int next = unsigned(at + i, 1);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                if (value > end - from) {
                    break;
                }
                return (int) value;
            }
        }
        throw new UnreadableValueException("a JSON value that is longer than its document");
    }

    /** Returns how many bytes such a length takes. */
    int lengthBytes(int at) {
        int count = 1;
        while ((unsigned(at + count - 1, 1) & 0x80) != 0) {
            count++;
        }
        return count;
    }

    void require(int at, int size) {
        if (at < from || size < 0 || size > end - at) {
            throw new UnreadableValueException("JSON that points beyond its end");
        }
    }

    void consume(long size) {
        if (size > left) {
            throw new UnreadableValueException("JSON whose values overlap or point beyond its end");
        }
        left -= (int) size;
    }
}
