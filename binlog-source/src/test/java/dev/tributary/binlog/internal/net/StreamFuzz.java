package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ChecksumAlgorithm;
import dev.tributary.binlog.internal.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.net.Socket;

/** Bytes from the socket after the command to dump, behind one byte that says whether events have checksums. */
public final class StreamFuzz implements FuzzTarget.Body {

    private static final int CHUNK_BYTES = 1000;
    private static final int MAX_EVENT_BYTES = 1 << 20;

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        PacketReader packets =
                new PacketReader(new ChunkedInput(new ByteArrayInputStream(input, 1, input.length - 1), CHUNK_BYTES));
        packets.beginAnswer();
        BinlogStream stream = new BinlogStream(
                packets,
                (input[0] & 1) != 0 ? ChecksumAlgorithm.CRC32 : ChecksumAlgorithm.NONE,
                CHUNK_BYTES,
                new EventLimit(MAX_EVENT_BYTES),
                new Arrival(new Socket(), 1000),
                (when, cause) -> new BinlogFailure(BinlogFailure.Kind.CONNECTION_LOST, "lost " + when, cause));
        try {
            while (stream.next().isPresent()) {
                stream.isReady();
            }
        } catch (BinlogFailure e) {
            if (e.getMessage().length() < 20) {
                throw new AssertionError("a failure that says too little", e);
            }
        }
    }
}
