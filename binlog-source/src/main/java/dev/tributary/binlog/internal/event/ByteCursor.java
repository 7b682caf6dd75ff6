package dev.tributary.binlog.internal.event;

import java.nio.charset.Charset;

/** Reads little-endian protocol fields from a range of a byte array; a read beyond the range is a {@link MalformedEventException}. */
public final class ByteCursor {

    private static final int LENGTH_NULL = 0xfb;
    private static final int LENGTH_TWO_BYTES = 0xfc;
    private static final int LENGTH_THREE_BYTES = 0xfd;
    private static final int LENGTH_EIGHT_BYTES = 0xfe;

    private final byte[] bytes;
    private final int limit;
    private final String subject;
    private int position;

    /**
     * Reads from {@code offset} on.
     *
     * @param subject what the bytes are, for error messages
     */
    public ByteCursor(byte[] bytes, int offset, int length, String subject) {
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + length;
        this.subject = subject;
    }

    public int remaining() {
        return limit - position;
    }

    /** The index in the array of the next byte. */
    public int position() {
        return position;
    }

    public void skip(int count) {
        position += require(count);
    }

    public int u8() {
        require(1);
        return bytes[position++] & 0xff;
    }

    public int u16() {
        return (int) unsigned(2);
    }

    public int u24() {
        return (int) unsigned(3);
    }

    public long u32() {
        return unsigned(4);
    }

    public long u56() {
        return unsigned(7);
    }

    public long i64() {
        return unsigned(8);
    }

    /** The next {@code count} bytes as an unsigned little-endian number; of eight bytes, the bit pattern. */
    public long unsigned(int count) {
        require(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[position + i] & 0xffL) << (i * Byte.SIZE);
        }
        position += count;
        return value;
    }

    /** The next eight bytes as a big-endian number, which is how a UUID's halves are stored. */
    public long bigEndian64() {
        require(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << Byte.SIZE) | (bytes[position + i] & 0xff);
        }
        position += Long.BYTES;
        return value;
    }

    /** Whether the next field is the NULL of a text result row; consumes it if so. */
    public boolean takeNull() {
        require(1);
        if ((bytes[position] & 0xff) != LENGTH_NULL) {
            return false;
        }
        position++;
        return true;
    }

    /** A length-encoded integer of one, three, four or nine bytes. */
    public long lengthEncoded() {
        int first = u8();
        return switch (first) {
            case LENGTH_TWO_BYTES -> u16();
            case LENGTH_THREE_BYTES -> u24();
            case LENGTH_EIGHT_BYTES -> i64();
            case LENGTH_NULL, 0xff ->
                throw malformed("0x" + Integer.toHexString(first) + " where a length was expected");
            default -> first;
        };
    }

    /** A length-encoded integer that counts bytes of this range. */
    public int byteCount() {
        long count = lengthEncoded();
        if (count < 0 || count > remaining()) {
            throw malformed("a field of " + Long.toUnsignedString(count) + " bytes");
        }
        return (int) count;
    }

    public String string(int length, Charset charset) {
        require(length);
        String value = new String(bytes, position, length, charset);
        position += length;
        return value;
    }

    /** Text up to a zero byte, which is consumed, or up to the end of the range. */
    public String zeroTerminated(Charset charset) {
        int end = position;
        while (end < limit && bytes[end] != 0) {
            end++;
        }
        String value = new String(bytes, position, end - position, charset);
        position = Math.min(end + 1, limit);
        return value;
    }

    public byte[] copy(int length) {
        require(length);
        byte[] value = new byte[length];
        System.arraycopy(bytes, position, value, 0, length);
        position += length;
        return value;
    }

    public MalformedEventException malformed(String what) {
        return new MalformedEventException("Cannot read " + subject + ": " + what + " at byte " + position + ", "
                + remaining() + " bytes before its end");
    }

    private int require(int count) {
        if (count < 0 || count > limit - position) {
            throw malformed("needs " + count + " more bytes");
        }
        return count;
    }
}
