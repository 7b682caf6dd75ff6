package dev.tributary.binlog.internal.net;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one event that have not been taken yet, across the packets over which it is spread. */
final class EventInput extends InputStream {

    private final PacketReader packets;
    private long leftInEvent;
    private int leftInPacket;
    private boolean packetWasFull;

    /**
     * @param leftInEvent bytes that are to come
     * @param leftInPacket of these, how many are in the packet that has been begun
     * @param packetIsFull whether another packet follows it
     */
    EventInput(PacketReader packets, long leftInEvent, int leftInPacket, boolean packetIsFull) {
        this.packets = packets;
        this.leftInEvent = leftInEvent;
        this.leftInPacket = leftInPacket;
        this.packetWasFull = packetIsFull;
    }

    long leftInEvent() {
        return leftInEvent;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (leftInEvent == 0) {
            return -1;
        }
        if (leftInPacket == 0) {
            nextPacket();
        }
        int most = (int) Math.min(Math.min(count, leftInPacket), leftInEvent);
        int read = packets.input().takeSome(target, offset, most);
        leftInPacket -= read;
        leftInEvent -= read;
        if (leftInEvent == 0) {
            finish();
        }
        return read;
    }

    private void nextPacket() throws IOException {
        if (!packetWasFull) {
            throw wrongLength();
        }
        leftInPacket = packets.nextPacket();
        packetWasFull = leftInPacket == PacketReader.FULL;
        if (leftInPacket == 0) {
            throw wrongLength();
        }
    }

    private void finish() throws IOException {
        if (leftInPacket > 0 || (packetWasFull && packets.nextPacket() > 0)) {
            throw wrongLength();
        }
    }

    private static BinlogFailure wrongLength() {
        return new BinlogFailure(
                BinlogFailure.Kind.CORRUPT, "An event's length differs from that of the packets which hold it");
    }
}
