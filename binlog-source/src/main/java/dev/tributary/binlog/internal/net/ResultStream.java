package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ByteCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * The rows of a statement, one after another as they arrive, each as the payload of its packet in the text protocol. The
 * arrays are never written to again, so that rows can be kept.
 *
 * <p>Confined to the connection's thread. A result that is not read to its end leaves the connection good for nothing but
 * to be closed.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html">text
 *     result sets</a>
 */
public final class ResultStream {

    private final PacketReader packets;
    private final int columns;
    private final String attempt;
    private final int mostBytes;
    private final BiFunction<String, IOException, BinlogFailure> lost;
    private byte[] bytes = {};
    private int from;
    private int length;

    /**
     * @param attempt what is being done, for errors
     * @param mostBytes the length of the longest row that is held in memory
     */
    ResultStream(
            PacketReader packets,
            int columns,
            String attempt,
            int mostBytes,
            BiFunction<String, IOException, BinlogFailure> lost) {
        this.packets = packets;
        this.columns = columns;
        this.attempt = attempt;
        this.mostBytes = mostBytes;
        this.lost = lost;
    }

    /** Returns how many columns each row has. */
    public int columns() {
        return columns;
    }

    /** Goes on to the next row; false at the end. */
    public boolean next() {
        try {
            int inPacket = packets.nextPacket();
            if (inPacket == PacketReader.FULL) {
                takeLong();
                return true;
            }
            ByteCursor row = packets.payload(inPacket, attempt);
            bytes = packets.input().array();
            from = row.position();
            length = inPacket;
            return inPacket > PacketReader.EOF_MAX_LENGTH || (bytes[from] & 0xff) != PacketReader.MARKER_EOF;
        } catch (IOException e) {
            throw lost.apply("while reading rows", e);
        }
    }

    private void takeLong() throws IOException {
        byte[] whole = {};
        int inPacket = PacketReader.FULL;
        while (true) {
            if ((long) whole.length + inPacket > mostBytes) {
                throw new BinlogFailure(
                        BinlogFailure.Kind.TOO_LARGE,
                        "A row of more than " + mostBytes
                                + " bytes; raise maxEventBytes if the heap has room for a few of" + " its length. "
                                + attempt);
            }
            int begun = whole.length;
            whole = Arrays.copyOf(whole, begun + inPacket);
            packets.input().takeRange(whole, begun, inPacket);
            if (inPacket < PacketReader.FULL) {
                break;
            }
            inPacket = packets.nextPacket();
        }
        bytes = whole;
        from = 0;
        length = whole.length;
    }

    /** Returns the array that the row is in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where in the array the row begins. */
    public int from() {
        return from;
    }

    /** Returns how many bytes the row takes. */
    public int length() {
        return length;
    }
}
