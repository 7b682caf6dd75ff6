package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.MalformedEventException;
import java.io.IOException;

/**
 * Takes packets of MySQL's protocol apart: three bytes of length, one of sequence number, the payload. A payload of
 * {@value #FULL} bytes goes on in the next packet, be it empty.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html">MySQL packets</a>
 */
final class PacketReader {

    /** The length of a packet that is not the last of its payload. */
    static final int FULL = 0xff_ffff;

    static final int HEADER_LENGTH = 4;

    static final int MARKER_OK = 0x00;
    static final int MARKER_EOF = 0xfe;
    static final int MARKER_ERROR = 0xff;

    /** A longer payload that begins with {@link #MARKER_EOF} is a row. */
    static final int EOF_MAX_LENGTH = 8;

    private final ChunkedInput in;
    private int sequence;

    PacketReader(ChunkedInput in) {
        this.in = in;
    }

    ChunkedInput input() {
        return in;
    }

    /** Begins the answer to a command: its first packet has number one. */
    void beginAnswer() {
        sequence = 1;
    }

    /** Takes the header of the next packet; the payload, of the returned length, is the caller's to take. */
    int nextPacket() throws IOException {
        in.require(HEADER_LENGTH);
        int length = lengthInHeader();
        int seen = in.array()[in.position() + 3] & 0xff;
        if (seen != (sequence & 0xff)) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.CORRUPT,
                    "Packet number " + seen + " from the server, expected " + (sequence & 0xff)
                            + ": bytes were lost or the peer is no MySQL server");
        }
        sequence++;
        in.skip(HEADER_LENGTH);
        return length;
    }

    /** Takes the rest of a packet as one range, and throws what the server says if it is an error. */
    ByteCursor payload(int length, String attempt) throws IOException {
        in.require(length);
        byte[] bytes = in.array();
        int offset = in.position();
        in.skip(length);
        if (length > 0 && (bytes[offset] & 0xff) == MARKER_ERROR) {
            throw failure(new ByteCursor(bytes, offset + 1, length - 1, "an error packet"), attempt);
        }
        return new ByteCursor(bytes, offset, length, "a packet of the server");
    }

    private static BinlogFailure failure(ByteCursor error, String attempt) {
        try {
            return ServerError.parse(error).asFailure(attempt);
        } catch (MalformedEventException e) {
            return BinlogFailure.unintelligible(attempt, e);
        }
    }

    /** Whether a whole packet that begins at the input's position has been read from the socket already. */
    boolean holdsWholePacket() {
        return in.buffered() >= HEADER_LENGTH && in.buffered() - HEADER_LENGTH >= lengthInHeader();
    }

    private int lengthInHeader() {
        byte[] bytes = in.array();
        int at = in.position();
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8) | ((bytes[at + 2] & 0xff) << 16);
    }
}
