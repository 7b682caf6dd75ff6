package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Reads a tagged GTID event, which is written in the server's serialization library's format: a version, the message's
 * length, the last field that may not be passed over, then fields, each its number and its value, in rising order and
 * some of them left out. All numbers have variable length: the number of trailing one bits of the first byte is the
 * number of bytes that follow it; signed numbers keep their sign in the lowest bit.
 */
final class TaggedGtidReader {

    private static final int FORMAT_VERSION = 1;

    private static final int FLAGS = 0;
    private static final int UUID_BYTES = 1;
    private static final int NUMBER = 2;
    private static final int TAG = 3;
    private static final int LAST_COMMITTED = 4;
    private static final int SEQUENCE_NUMBER = 5;
    private static final int COMMIT_TIME = 6;
    private static final int ORIGINAL_COMMIT_TIME = 7;
    private static final int TRANSACTION_LENGTH = 8;

    private final ByteCursor cursor;

    TaggedGtidReader(ByteCursor cursor) {
        this.cursor = cursor;
    }

    GtidEvent read() {
        long version = unsigned();
        if (version != FORMAT_VERSION) {
            throw cursor.malformed("format version " + version + ", expected " + FORMAT_VERSION);
        }
        unsigned();
        unsigned();
        field(FLAGS);
        unsigned();
        field(UUID_BYTES);
        UUID uuid = new UUID(uuidHalf(), uuidHalf());
        field(NUMBER);
        long number = signed();
        field(TAG);
        String tag = cursor.string((int) Math.min(unsigned(), cursor.remaining()), StandardCharsets.US_ASCII);
        field(LAST_COMMITTED);
        signed();
        field(SEQUENCE_NUMBER);
        signed();
        field(COMMIT_TIME);
        long commit = unsigned();
        long original = commit;
        long next = unsigned();
        if (next == ORIGINAL_COMMIT_TIME) {
            original = unsigned();
            next = unsigned();
        }
        require(next, TRANSACTION_LENGTH);
        return new GtidEvent(new Gtid(new GtidSource(uuid, tag), number), commit, original, unsigned());
    }

    private void field(int expected) {
        require(unsigned(), expected);
    }

    private void require(long seen, int expected) {
        if (seen != expected) {
            throw cursor.malformed("field " + seen + ", expected field " + expected);
        }
    }

    private long uuidHalf() {
        long half = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            half = (half << Byte.SIZE) | (unsigned() & 0xff);
        }
        return half;
    }

    private long signed() {
        long value = unsigned();
        return (value & 1) == 0 ? value >>> 1 : -(value >>> 1) - 1;
    }

    private long unsigned() {
        int first = cursor.u8();
        int following = Integer.numberOfTrailingZeros(~first);
        if (following >= Byte.SIZE) {
            return cursor.i64();
        }
        long high = cursor.unsigned(following);
        // With seven bytes to follow, the first byte's only other bit is the zero that ends the count.
        return (first >>> (following + 1)) | (high << (Byte.SIZE - 1 - following));
    }
}
