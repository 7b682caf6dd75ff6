package dev.tributary.binlog.internal.event;

import org.jspecify.annotations.Nullable;

/**
 * One event of the binlog: a range of a byte array that nobody writes to any more, so that whoever keeps the array
 * keeps the event. The range holds the common header and the body, without the checksum.
 *
 * <p>Immutable. The header's fields are read from the bytes at each call.
 */
public final class BinlogEvent {

    /** The bytes of the common header. */
    public static final int HEADER_LENGTH = 19;

    private static final int TYPE = 4;
    private static final int SERVER_ID = 5;
    private static final int EVENT_LENGTH = 9;
    private static final int NEXT_POSITION = 13;
    private static final int FLAGS = 17;

    /** Made up by the server's sender, not in the file. */
    private static final int FLAG_ARTIFICIAL = 0x20;

    /** May be passed over by a reader that does not know the type. */
    private static final int FLAG_IGNORABLE = 0x80;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    /**
     * Wraps a range that is not written to any more.
     *
     * @param length of header and body, at least {@link #HEADER_LENGTH}
     */
    public BinlogEvent(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** The array that holds the event; not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in the array the common header begins. */
    public int offset() {
        return offset;
    }

    /** The bytes of header and body, without a checksum. */
    public int length() {
        return length;
    }

    public int bodyOffset() {
        return offset + HEADER_LENGTH;
    }

    public int bodyLength() {
        return length - HEADER_LENGTH;
    }

    /** When the statement began, in whole seconds since 1970. */
    public long timestampSeconds() {
        return u32(0);
    }

    public int typeCode() {
        return bytes[offset + TYPE] & 0xff;
    }

    /** The type, or null when this library does not know the code. */
    public @Nullable EventType type() {
        return EventType.ofCode(typeCode());
    }

    /** The id of the server on which the change was first made. */
    public long serverId() {
        return u32(SERVER_ID);
    }

    /** The lower 32 bits of the offset in the file at which the next event begins; 0 in some artificial events. */
    public long nextPosition() {
        return u32(NEXT_POSITION);
    }

    public boolean isArtificial() {
        return (flags() & FLAG_ARTIFICIAL) != 0;
    }

    public boolean isIgnorable() {
        return (flags() & FLAG_IGNORABLE) != 0;
    }

    /** A reader of the body; {@code subject} says what it is, for error messages. */
    public ByteCursor body(String subject) {
        return new ByteCursor(bytes, bodyOffset(), bodyLength(), subject);
    }

    /** The length, header and checksum included, that the common header at {@code offset} declares; unsigned. */
    public static long declaredLength(byte[] bytes, int offset) {
        return u32(bytes, offset + EVENT_LENGTH);
    }

    /** The type's code in the common header at {@code offset}. */
    public static int typeCode(byte[] bytes, int offset) {
        return bytes[offset + TYPE] & 0xff;
    }

    /** For logs and messages: type and length. */
    @Override
    public String toString() {
        EventType type = type();
        return (type == null ? "event type " + typeCode() : type + " event") + " of " + length + " bytes";
    }

    private int flags() {
        return (bytes[offset + FLAGS] & 0xff) | ((bytes[offset + FLAGS + 1] & 0xff) << 8);
    }

    private long u32(int at) {
        return u32(bytes, offset + at);
    }

    private static long u32(byte[] bytes, int at) {
        return (bytes[at] & 0xffL)
                | ((bytes[at + 1] & 0xffL) << 8)
                | ((bytes[at + 2] & 0xffL) << 16)
                | ((bytes[at + 3] & 0xffL) << 24);
    }
}
