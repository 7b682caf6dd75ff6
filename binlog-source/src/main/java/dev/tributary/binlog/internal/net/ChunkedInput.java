package dev.tributary.binlog.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a stream into arrays that are filled once and never written to again, so that ranges of them can be handed out
 * for ever. Small ranges share an array; one that is longer than a chunk gets an array of its exact length.
 *
 * <p>Confined to one thread.
 */
final class ChunkedInput {

    /** How much is allocated before it has arrived: beyond that a length that lies would cost memory. */
    private static final int BYTES_ON_TRUST = 1 << 20;

    private final InputStream in;
    private final int chunkBytes;
    private byte[] array;
    private int position;
    private int limit;

    ChunkedInput(InputStream in, int chunkBytes) {
        this.in = in;
        this.chunkBytes = chunkBytes;
        this.array = new byte[chunkBytes];
    }

    /** The array in which the next byte is; another one after {@link #require} or {@link #takeRange}. */
    byte[] array() {
        return array;
    }

    /** Where in the array the next byte is. */
    int position() {
        return position;
    }

    /** How many bytes have been read from the stream and not been taken. */
    int buffered() {
        return limit - position;
    }

    /** Whether a byte can probably be had without waiting. */
    boolean ready() throws IOException {
        return limit > position || in.available() > 0;
    }

    /**
     * Waits until the next {@code count} bytes lie one behind the other in the array.
     *
     * @throws EOFException when the stream ends before
     */
    void require(int count) throws IOException {
        if (limit - position >= count) {
            return;
        }
        if (array.length - position < count) {
            moveToNewArray(Math.min(count, Math.max(buffered(), BYTES_ON_TRUST)));
        }
        while (limit - position < count) {
            if (limit == array.length) {
                moveToNewArray((int) Math.min(count, 2L * buffered()));
            }
            int read = in.read(array, limit, array.length - limit);
            if (read < 0) {
                throw new EOFException("the stream ended " + (count - buffered()) + " bytes early");
            }
            limit += read;
        }
    }

    /** Takes bytes that {@link #require} has made sure of. */
    void skip(int count) {
        position += count;
    }

    /** Takes bytes into an array of the caller's; waits for all of them. */
    void takeRange(byte[] target, int offset, int count) throws IOException {
        int fromBuffer = Math.min(count, buffered());
        System.arraycopy(array, position, target, offset, fromBuffer);
        position += fromBuffer;
        if (in.readNBytes(target, offset + fromBuffer, count - fromBuffer) < count - fromBuffer) {
            throw new EOFException("the stream ended within " + count + " bytes");
        }
    }

    /** Takes at least one byte and at most {@code count} into an array of the caller's. */
    int takeSome(byte[] target, int offset, int count) throws IOException {
        require(1);
        int taken = Math.min(count, buffered());
        System.arraycopy(array, position, target, offset, taken);
        position += taken;
        return taken;
    }

    private void moveToNewArray(int count) {
        byte[] next = new byte[Math.max(chunkBytes, count)];
        System.arraycopy(array, position, next, 0, buffered());
        limit -= position;
        position = 0;
        array = next;
    }
}
