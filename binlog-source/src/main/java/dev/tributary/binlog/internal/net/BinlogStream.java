package dev.tributary.binlog.internal.net;

import com.github.luben.zstd.ZstdIOException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.ChecksumAlgorithm;
import dev.tributary.binlog.internal.event.CompressedEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.FormatDescription;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.Rotate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The events of a dump, one by one, checksums verified and removed; those of a compressed transaction are given in the
 * place of the event that holds them. Follows file and offset.
 *
 * <p>Confined to one thread. Every failure is a {@link BinlogFailure}, after which the stream cannot be used.
 */
public final class BinlogStream {

    private static final long LOW_32_BITS = 0xffff_ffffL;

    /**
     * A longer compressed transaction is not held whole, so that its checksum can only be verified behind its last row:
     * before its commit, but after its rows have been given.
     */
    private static final int MAX_HELD_PAYLOAD_BYTES = 8 << 20;

    private final PacketReader packets;
    private final int chunkBytes;
    private final EventLimit limit;
    private final BiFunction<String, IOException, BinlogFailure> lost;
    private final Arrival arrival;
    private final CRC32 crc = new CRC32();

    private ChecksumAlgorithm checksum;
    private @Nullable TransactionPayload payload;
    private @Nullable EventInput payloadInput;
    private String file = "";
    private long position;
    private long nextPosition;

    BinlogStream(
            PacketReader packets,
            ChecksumAlgorithm checksum,
            int chunkBytes,
            EventLimit limit,
            Arrival arrival,
            BiFunction<String, IOException, BinlogFailure> lost) {
        this.packets = packets;
        this.checksum = checksum;
        this.chunkBytes = chunkBytes;
        this.limit = limit;
        this.arrival = arrival;
        this.lost = lost;
    }

    /** Waits for the next event; empty where the dump was asked to end with the binlog and it does. */
    public Optional<BinlogEvent> next() {
        try {
            BinlogEvent inner = nextOfPayload();
            return inner != null ? Optional.of(inner) : nextOnWire();
        } catch (MalformedEventException e) {
            throw new BinlogFailure(BinlogFailure.Kind.CORRUPT, corruption("what is no event: " + e.getMessage()), e);
        } catch (ZstdIOException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.CORRUPT,
                    corruption("a compressed transaction that cannot be decompressed: " + e.getMessage()),
                    e);
        } catch (IOException e) {
            throw lost.apply("while reading the binlog at " + place(), e);
        }
    }

    /**
     * Waits until something of the next event is there.
     *
     * @param timeout the longest wait
     * @param stop asked now and then whether to wait no more
     * @return whether something is there
     */
    public boolean await(Duration timeout, BooleanSupplier stop) {
        if (isReady()) {
            return true;
        }
        try {
            boolean there = arrival.await(packets.input(), timeout, stop);
            if (!there && arrival.isOverdue()) {
                throw new SocketTimeoutException("nothing was received, not even a heartbeat");
            }
            return there;
        } catch (IOException e) {
            throw lost.apply("while waiting for the binlog at " + place(), e);
        }
    }

    /** Whether {@link #next()} will return without waiting for the server. */
    public boolean isReady() {
        return (payload != null && !payload.isExhausted()) || packets.holdsWholePacket();
    }

    /** The file that the last event is in. */
    public String file() {
        return file;
    }

    /** The offset at which the last event begins; of one in a compressed transaction, that of the compressed event. */
    public long position() {
        return position;
    }

    /** The offset behind the last event. */
    public long nextPosition() {
        return nextPosition;
    }

    private @Nullable BinlogEvent nextOfPayload() throws IOException {
        if (payload == null) {
            return null;
        }
        BinlogEvent event = payload.next();
        if (event == null || payload.isExhausted()) {
            TransactionPayload finished = payload;
            payload = null;
            verifyPayload();
            finished.close();
        }
        return event;
    }

    private Optional<BinlogEvent> nextOnWire() throws IOException {
        int length = packets.nextPacket();
        ChunkedInput in = packets.input();
        in.require(1);
        int marker = in.array()[in.position()] & 0xff;
        if (marker != PacketReader.MARKER_OK) {
            packets.payload(length, "Cannot read the binlog at " + place());
            if (marker == PacketReader.MARKER_EOF && length <= PacketReader.EOF_MAX_LENGTH) {
                return Optional.empty();
            }
            throw corrupt("a packet that begins with " + marker + ", expected 0 (event), 254 (end) or 255 (error)");
        }
        in.skip(1);
        return Optional.of(event(length - 1, length == PacketReader.FULL));
    }

    private BinlogEvent event(int inPacket, boolean packetIsFull) throws IOException {
        ChunkedInput in = packets.input();
        in.require(BinlogEvent.HEADER_LENGTH);
        long length = BinlogEvent.declaredLength(in.array(), in.position());
        if (length < BinlogEvent.HEADER_LENGTH + checksum.byteLength() || (!packetIsFull && length != inPacket)) {
            throw corrupt("an event of " + length + " bytes in a packet of " + inPacket);
        }
        int typeCode = BinlogEvent.typeCode(in.array(), in.position());
        if (typeCode == EventType.TRANSACTION_PAYLOAD.code()) {
            return openPayload(length, inPacket, packetIsFull);
        }
        limit.check(length, typeCode);
        if (packetIsFull) {
            byte[] bytes = new byte[(int) length];
            EventInput input = new EventInput(packets, length, inPacket, true);
            if (input.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw corrupt("an event that is cut off");
            }
            return received(bytes, 0, bytes.length);
        }
        in.require((int) length);
        int offset = in.position();
        in.skip((int) length);
        return received(in.array(), offset, (int) length);
    }

    private BinlogEvent received(byte[] bytes, int offset, int length) {
        if (BinlogEvent.typeCode(bytes, offset) == EventType.FORMAT_DESCRIPTION.code()) {
            int bodyLength = length - BinlogEvent.HEADER_LENGTH;
            checksum = FormatDescription.parse(bytes, offset + BinlogEvent.HEADER_LENGTH, bodyLength)
                    .checksum();
        }
        if (checksum == ChecksumAlgorithm.CRC32) {
            crc.reset();
            crc.update(bytes, offset, length - checksum.byteLength());
            verify(new ByteCursor(bytes, offset + length - checksum.byteLength(), 4, "a checksum").u32());
        }
        BinlogEvent event = new BinlogEvent(bytes, offset, length - checksum.byteLength());
        follow(event);
        return CompressedEvent.is(event.typeCode()) ? expanded(event) : event;
    }

    private BinlogEvent expanded(BinlogEvent event) {
        try {
            return CompressedEvent.expand(event, limit.maxEventBytes());
        } catch (MalformedEventException e) {
            throw corrupt(event + ": " + e.getMessage());
        }
    }

    private void follow(BinlogEvent event) {
        if (event.type() == EventType.ROTATE) {
            Rotate rotate = Rotate.parse(event);
            file = rotate.file();
            nextPosition = rotate.position();
            position = nextPosition;
        } else if (event.type() == EventType.HEARTBEAT) {
            // Tells how far the server has read, transactions that we have included.
            nextPosition = widen(event.nextPosition());
            position = nextPosition;
        } else if (!event.isArtificial() && event.nextPosition() != 0) {
            nextPosition = widen(event.nextPosition());
            position = nextPosition - event.length() - checksum.byteLength();
        } else if (!event.isArtificial() && event.type() != EventType.FORMAT_DESCRIPTION) {
            // MariaDB leaves the offset out within transactions.
            position = nextPosition;
            nextPosition = position + event.length() + checksum.byteLength();
        }
    }

    /** Restores the upper half of an offset, which events carry in 32 bits though files can be longer. */
    private long widen(long low) {
        long wide = (nextPosition & ~LOW_32_BITS) | low;
        return wide < nextPosition ? wide + LOW_32_BITS + 1 : wide;
    }

    private BinlogEvent openPayload(long length, int inPacket, boolean packetIsFull) throws IOException {
        ChunkedInput in = packets.input();
        BinlogEvent header = new BinlogEvent(in.array(), in.position(), BinlogEvent.HEADER_LENGTH);
        in.skip(BinlogEvent.HEADER_LENGTH);
        nextPosition = widen(header.nextPosition());
        position = nextPosition - length;
        crc.reset();
        crc.update(header.bytes(), header.offset(), header.length());
        int inFirstPacket = inPacket - BinlogEvent.HEADER_LENGTH;
        InputStream body = length <= Math.min(MAX_HELD_PAYLOAD_BYTES, limit.maxEventBytes()) && !packetIsFull
                ? heldBody(inFirstPacket)
                : streamedBody(
                        new EventInput(packets, length - BinlogEvent.HEADER_LENGTH, inFirstPacket, packetIsFull));
        payload = TransactionPayload.open(body, chunkBytes, limit);
        BinlogEvent first = nextOfPayload();
        if (first == null) {
            throw corrupt("an empty transaction payload event");
        }
        return first;
    }

    private InputStream heldBody(int length) throws IOException {
        ChunkedInput in = packets.input();
        in.require(length);
        int offset = in.position();
        in.skip(length);
        int bodyLength = length - checksum.byteLength();
        if (checksum == ChecksumAlgorithm.CRC32) {
            crc.update(in.array(), offset, bodyLength);
            verify(new ByteCursor(in.array(), offset + bodyLength, checksum.byteLength(), "a checksum").u32());
        }
        payloadInput = null;
        return new ByteArrayInputStream(in.array(), offset, bodyLength);
    }

    private InputStream streamedBody(EventInput input) {
        payloadInput = input;
        return new CheckedInputStream(new BoundedInput(input, input.leftInEvent() - checksum.byteLength()), crc);
    }

    private void verifyPayload() throws IOException {
        EventInput input = payloadInput;
        if (input != null && checksum == ChecksumAlgorithm.CRC32) {
            byte[] stored = input.readNBytes(checksum.byteLength());
            verify(new ByteCursor(stored, 0, stored.length, "a checksum").u32());
        }
    }

    private void verify(long stored) {
        if (stored != crc.getValue()) {
            throw corrupt("an event whose CRC32 checksum is " + Long.toHexString(crc.getValue()) + ", stored is "
                    + Long.toHexString(stored));
        }
    }

    private BinlogFailure corrupt(String what) {
        return new BinlogFailure(BinlogFailure.Kind.CORRUPT, corruption(what));
    }

    private String corruption(String what) {
        return "The binlog behind " + place() + " holds " + what
                + "; check the file on the server with mysqlbinlog --verify-binlog-checksum";
    }

    private String place() {
        return file.isEmpty() ? "its beginning" : file + ":" + nextPosition;
    }
}
