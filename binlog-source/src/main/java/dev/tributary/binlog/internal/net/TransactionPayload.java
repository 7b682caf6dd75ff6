package dev.tributary.binlog.internal.net;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tributary.binlog.internal.event.BinlogEvent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The events of one compressed transaction, decompressed one by one while the packets that hold it arrive.
 *
 * <p>The event's body is a list of fields (type, length, value, all length-encoded) up to one of type 0, and then the
 * payload: events without checksums, the last of which is the commit.
 */
final class TransactionPayload {

    private static final int FIELD_END = 0;
    private static final int FIELD_COMPRESSION = 2;
    private static final int FIELD_UNCOMPRESSED_LENGTH = 3;

    private static final int COMPRESSION_ZSTD = 0;
    private static final int COMPRESSION_NONE = 255;

    private final InputStream body;
    private final InputStream decompressor;
    private final ChunkedInput events;
    private final EventLimit limit;
    private long left;

    private TransactionPayload(
            InputStream body, InputStream decompressor, long left, int chunkBytes, EventLimit limit) {
        this.body = body;
        this.decompressor = decompressor;
        this.left = left;
        this.limit = limit;
        this.events = new ChunkedInput(decompressor, (int) Math.min(chunkBytes, Math.max(1, left)));
    }

    /** @param body the event's body, which ends where the body ends */
    static TransactionPayload open(InputStream body, int chunkBytes, EventLimit limit) throws IOException {
        long compression = COMPRESSION_ZSTD;
        long uncompressedLength = -1;
        for (long field = lengthEncoded(body); field != FIELD_END; field = lengthEncoded(body)) {
            long length = lengthEncoded(body);
            if (field == FIELD_COMPRESSION) {
                compression = lengthEncoded(body);
            } else if (field == FIELD_UNCOMPRESSED_LENGTH) {
                uncompressedLength = lengthEncoded(body);
            } else {
                body.skipNBytes(length);
            }
        }
        if (uncompressedLength < 0) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.CORRUPT, "A transaction payload event without its uncompressed length");
        }
        return new TransactionPayload(body, decompress(compression, body), uncompressedLength, chunkBytes, limit);
    }

    private static InputStream decompress(long compression, InputStream body) throws IOException {
        if (compression == COMPRESSION_ZSTD) {
            return new ZstdInputStreamNoFinalizer(body);
        }
        if (compression == COMPRESSION_NONE) {
            return body;
        }
        throw new BinlogFailure(
                BinlogFailure.Kind.UNKNOWN_EVENT,
                "A transaction payload event with compression type " + compression
                        + ", expected 0 (zstd) or 255 (none)");
    }

    /** The next event, or null behind the last, when the whole body has been taken. */
    @Nullable
    BinlogEvent next() throws IOException {
        if (left == 0) {
            return null;
        }
        events.require(BinlogEvent.HEADER_LENGTH);
        long length = BinlogEvent.declaredLength(events.array(), events.position());
        if (length < BinlogEvent.HEADER_LENGTH || length > left) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.CORRUPT,
                    "An event of " + length + " bytes in a transaction payload with " + left + " bytes to come");
        }
        limit.check(length, BinlogEvent.typeCode(events.array(), events.position()));
        events.require((int) length);
        BinlogEvent event = new BinlogEvent(events.array(), events.position(), (int) length);
        events.skip((int) length);
        left -= length;
        if (left == 0) {
            body.skip(Long.MAX_VALUE);
        }
        return event;
    }

    boolean isExhausted() {
        return left == 0;
    }

    /** Frees the decompressor's native memory. */
    void close() throws IOException {
        if (decompressor != body) {
            decompressor.close();
        }
    }

    private static long lengthEncoded(InputStream in) throws IOException {
        int first = in.read();
        int following = switch (first) {
            case -1 -> throw new EOFException("in the head of a transaction payload event");
            case 0xfc -> 2;
            case 0xfd -> 3;
            case 0xfe -> Long.BYTES;
            default -> 0;
        };
        long value = following == 0 ? first : 0;
        for (int i = 0; i < following; i++) {
            value |= (in.read() & 0xffL) << (i * Byte.SIZE);
        }
        return value;
    }
}
