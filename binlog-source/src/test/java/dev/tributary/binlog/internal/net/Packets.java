package dev.tributary.binlog.internal.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Writes what a server would send after the command to dump its binlog. */
final class Packets {

    private static final int HEADER_LENGTH = 19;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int sequence = 1;
    private int position = 4;

    Packets payload(byte[] payload) {
        int from = 0;
        int length;
        do {
            length = Math.min(payload.length - from, PacketReader.FULL);
            out.write(length);
            out.write(length >>> 8);
            out.write(length >>> 16);
            out.write(sequence++);
            out.write(payload, from, length);
            from += length;
        } while (length == PacketReader.FULL);
        return this;
    }

    Packets skipASequenceNumber() {
        sequence++;
        return this;
    }

    /** An event with a CRC32 checksum. */
    Packets event(int type, byte[] body) {
        return payload(marked(event(type, body, ++position)));
    }

    static byte[] event(int type, byte[] body, int nextPosition) {
        int length = HEADER_LENGTH + body.length + 4;
        ByteBuffer event = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        event.putInt(1)
                .put((byte) type)
                .putInt(1)
                .putInt(length)
                .putInt(nextPosition)
                .putShort((short) 0)
                .put(body);
        CRC32 crc = new CRC32();
        crc.update(event.array(), 0, length - 4);
        return event.putInt((int) crc.getValue()).array();
    }

    static byte[] marked(byte[] event) {
        byte[] marked = new byte[event.length + 1];
        System.arraycopy(event, 0, marked, 1, event.length);
        return marked;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
