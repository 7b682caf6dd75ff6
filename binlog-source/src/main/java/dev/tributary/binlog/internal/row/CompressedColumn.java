package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The values of MariaDB's {@code COMPRESSED} columns: nothing for an empty value; else a byte that is 0 where the value
 * follows as it is, or tells how it is compressed and how many bytes its big-endian length has.
 *
 * @see <a href="https://mariadb.com/kb/en/storage-engine-independent-column-compression/">Column compression</a>
 */
final class CompressedColumn extends ColumnCodec.Prefixed {

    private static final int METHOD_MASK = 0xf0;
    private static final int METHOD_ZLIB = 0x80;
    private static final int WITHOUT_WRAP = 0x08;
    private static final int LENGTH_MASK = 0x07;

    /** No zlib stream is shorter than its content by more. */
    private static final long MOST_RATIO = 1032;

    private final Content content;

    /** Takes values that have been expanded. */
    interface Content {
        void write(byte[] bytes, int from, int length, ValueWriter writer);
    }

    CompressedColumn(int prefix, Content content) {
        super(prefix);
        this.content = content;
    }

    @Override
    void write(byte[] bytes, int from, int length, ValueWriter writer) {
        if (length == 0) {
            content.write(bytes, from, 0, writer);
        } else if (bytes[from] == 0) {
            content.write(bytes, from + 1, length - 1, writer);
        } else {
            byte[] value = expand(bytes, from, length);
            content.write(value, 0, value.length, writer);
        }
    }

    private static byte[] expand(byte[] bytes, int from, int length) {
        int head = bytes[from] & 0xff;
        int lengthBytes = head & LENGTH_MASK;
        int left = length - 1 - lengthBytes;
        if ((head & METHOD_MASK) != METHOD_ZLIB || lengthBytes < 1 || lengthBytes > Integer.BYTES || left < 0) {
            throw new UnreadableValueException(
                    "a compressed value of the unknown method 0x" + Integer.toHexString(head));
        }
        long expanded = 0;
        for (int i = 1; i <= lengthBytes; i++) {
            expanded = expanded << Byte.SIZE | (bytes[from + i] & 0xff);
        }
        if (expanded > left * MOST_RATIO || expanded > Integer.MAX_VALUE - Byte.SIZE) {
            throw new UnreadableValueException(
                    "a compressed value of " + left + " bytes that claims to be " + expanded + " bytes long");
        }
        byte[] value = new byte[(int) expanded];
        inflate(bytes, from + 1 + lengthBytes, left, (head & WITHOUT_WRAP) != 0, value);
        return value;
    }

    private static void inflate(byte[] bytes, int from, int length, boolean withoutWrap, byte[] value) {
        Inflater inflater = new Inflater(withoutWrap);
        try {
            inflater.setInput(bytes, from, length);
            int at = 0;
            for (int read = 1; read > 0 && at < value.length; at += read) {
                read = inflater.inflate(value, at, value.length - at);
            }
            if (at < value.length || inflater.inflate(new byte[1]) > 0) {
                throw new UnreadableValueException(
                        "a compressed value whose length is not the declared " + value.length + " bytes");
            }
        } catch (DataFormatException e) {
            throw new UnreadableValueException("a compressed value that is no zlib stream", e);
        } finally {
            inflater.end();
        }
    }
}
