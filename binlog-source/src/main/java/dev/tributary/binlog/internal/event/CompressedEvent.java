package dev.tributary.binlog.internal.event;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Makes of MariaDB's compressed events those that would be there without {@code log_bin_compress}.
 *
 * <p>What is compressed, the statement of a query or the images of rows, ends the event: a byte that tells how many bytes
 * the following big-endian length has, that length, and a zlib stream.
 *
 * @see <a href="https://mariadb.com/kb/en/compressing-events-to-reduce-size-of-the-binary-log/">Compressing events</a>
 */
public final class CompressedEvent {

    private static final EventType[] PLAIN = {
        EventType.QUERY,
        EventType.WRITE_ROWS_V1,
        EventType.UPDATE_ROWS_V1,
        EventType.DELETE_ROWS_V1,
        EventType.WRITE_ROWS,
        EventType.UPDATE_ROWS,
        EventType.DELETE_ROWS
    };

    private static final int TYPE = 4;
    private static final int EVENT_LENGTH = 9;
    private static final int HEAD_MASK = 0xf8;
    private static final int HEAD_ZLIB = 0x80;
    private static final int LENGTH_MASK = 0x07;

    /** No zlib stream is shorter than its content by more. */
    private static final long MOST_RATIO = 1032;

    private static final int ID_AND_FLAGS = 8;
    private static final int QUERY_BEFORE_DATABASE_LENGTH = 8;

    private CompressedEvent() {}

    /** Whether events of a type are compressed. */
    public static boolean is(int typeCode) {
        return typeCode >= EventType.QUERY_COMPRESSED.code() && typeCode <= EventType.DELETE_ROWS_COMPRESSED.code();
    }

    /**
     * Returns the event as it was before.
     *
     * @param maxBytes the length of the longest event to make
     * @throws MalformedEventException if it is longer, or its lengths do not agree; nothing is allocated before that
     */
    public static BinlogEvent expand(BinlogEvent event, int maxBytes) {
        EventType plain = plainType(event.typeCode());
        ByteCursor cursor = event.body("a compressed event");
        if (plain == EventType.QUERY) {
            skipQueryHead(cursor);
        } else {
            skipRowsHead(cursor, plain);
        }
        int head = cursor.position() - event.offset();
        int length = length(cursor, maxBytes - head);
        byte[] bytes = new byte[head + length];
        System.arraycopy(event.bytes(), event.offset(), bytes, 0, head);
        inflate(event.bytes(), cursor, bytes, head);
        bytes[TYPE] = (byte) plain.code();
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[EVENT_LENGTH + i] = (byte) (bytes.length >>> (i * Byte.SIZE));
        }
        return new BinlogEvent(bytes, 0, bytes.length);
    }

    /** Both kinds are numbered in the same order. */
    private static EventType plainType(int typeCode) {
        return PLAIN[typeCode - EventType.QUERY_COMPRESSED.code()];
    }

    private static void skipQueryHead(ByteCursor cursor) {
        cursor.skip(QUERY_BEFORE_DATABASE_LENGTH);
        int databaseLength = cursor.u8();
        cursor.skip(2);
        int statusLength = cursor.u16();
        cursor.skip(statusLength);
        cursor.skip(databaseLength + 1);
    }

    private static void skipRowsHead(ByteCursor cursor, EventType plain) {
        cursor.skip(ID_AND_FLAGS);
        if (plain == EventType.WRITE_ROWS || plain == EventType.UPDATE_ROWS || plain == EventType.DELETE_ROWS) {
            cursor.skip(cursor.u16() - 2);
        }
        long columns = cursor.lengthEncoded();
        if (columns < 0 || columns > cursor.remaining() * (long) Byte.SIZE) {
            throw cursor.malformed(Long.toUnsignedString(columns) + " columns");
        }
        int bitmap = (int) ((columns + 7) / 8);
        cursor.skip(bitmap);
        if (plain == EventType.UPDATE_ROWS || plain == EventType.UPDATE_ROWS_V1) {
            cursor.skip(bitmap);
        }
    }

    private static int length(ByteCursor cursor, int most) {
        int head = cursor.u8();
        int lengthBytes = head & LENGTH_MASK;
        if ((head & HEAD_MASK) != HEAD_ZLIB || lengthBytes < 1 || lengthBytes > Integer.BYTES) {
            throw cursor.malformed("compression 0x" + Integer.toHexString(head) + ", expected zlib (0x81 to 0x84)");
        }
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << Byte.SIZE) | cursor.u8();
        }
        if (length > cursor.remaining() * MOST_RATIO) {
            throw cursor.malformed(
                    "a content of " + length + " bytes, which " + cursor.remaining() + " compressed ones cannot hold");
        }
        if (length > most) {
            throw cursor.malformed("a content of " + length + " bytes, more than the limit of " + most
                    + "; raise maxEventBytes if the heap has room for a few of this length");
        }
        return (int) length;
    }

    private static void inflate(byte[] source, ByteCursor cursor, byte[] target, int from) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(source, cursor.position(), cursor.remaining());
            int at = from;
            while (at < target.length) {
                int inflated = inflater.inflate(target, at, target.length - at);
                if (inflated == 0) {
                    throw cursor.malformed("a content that ends after " + (at - from) + " of its "
                            + (target.length - from) + " bytes");
                }
                at += inflated;
            }
            if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                throw cursor.malformed("a content of more bytes than the " + (target.length - from) + " declared");
            }
        } catch (DataFormatException e) {
            throw cursor.malformed("a content that is no zlib stream (" + e.getMessage() + ")");
        } finally {
            inflater.end();
        }
    }
}
