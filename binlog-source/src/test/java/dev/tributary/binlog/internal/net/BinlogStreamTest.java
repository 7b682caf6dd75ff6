package dev.tributary.binlog.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.ChecksumAlgorithm;
import dev.tributary.binlog.internal.event.EventType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogStreamTest {

    private static final int CHUNK_BYTES = 1000;
    private static final int MAX_EVENT_BYTES = 40_000_000;
    private static final int ROWS = 30;

    private static BinlogStream stream(InputStream in) {
        PacketReader packets = new PacketReader(new ChunkedInput(in, CHUNK_BYTES));
        packets.beginAnswer();
        return new BinlogStream(
                packets,
                ChecksumAlgorithm.CRC32,
                CHUNK_BYTES,
                new EventLimit(MAX_EVENT_BYTES),
                new Arrival(new Socket(), 1000),
                (when, cause) -> new BinlogFailure(BinlogFailure.Kind.CONNECTION_LOST, when, cause));
    }

    private static BinlogStream stream(Packets packets) {
        return stream(new ByteArrayInputStream(packets.bytes()));
    }

    private static byte[] body(BinlogEvent event) {
        return Arrays.copyOfRange(event.bytes(), event.bodyOffset(), event.bodyOffset() + event.bodyLength());
    }

    @Test
    void keepsWhatItHandedOutWhateverFollowsAndHoweverTheBytesArrive() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Packets packets = new Packets();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(i % 10 == 0 ? 5_000 : 300)];
            random.nextBytes(body);
            sent.add(body);
            packets.event(ROWS, body);
        }
        BinlogStream stream = stream(new Dripping(packets.bytes(), random));

        List<BinlogEvent> events = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            events.add(stream.next().orElseThrow());
        }

        for (int i = 0; i < sent.size(); i++) {
            assertThat(body(events.get(i))).as("event %s, seed %s", i, seed).isEqualTo(sent.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 0, 1, 2, PacketReader.FULL - 1, PacketReader.FULL, PacketReader.FULL + 1})
    void joinsAnEventOfSeveralPackets(int beyondTheFirst) {
        byte[] body = new byte[PacketReader.FULL - 1 - BinlogEvent.HEADER_LENGTH - 4 + beyondTheFirst];
        new Random(1).nextBytes(body);
        BinlogStream stream = stream(new Packets().event(ROWS, body).event(ROWS, new byte[] {7}));

        BinlogEvent event = stream.next().orElseThrow();

        assertThat(body(event)).isEqualTo(body);
        assertThat(body(stream.next().orElseThrow())).containsExactly(7);
    }

    @Test
    void allocatesNoMoreThanALongEventNeeds() {
        BinlogStream stream = stream(new Packets().event(ROWS, new byte[3 * CHUNK_BYTES]));

        BinlogEvent event = stream.next().orElseThrow();

        assertThat(event.bytes().length).isEqualTo(BinlogEvent.HEADER_LENGTH + 3 * CHUNK_BYTES + 4);
    }

    @Test
    void refusesAnEventThatIsTooLongBeforeItReadsIt() {
        // The header alone: whoever waited for the rest would get another failure.
        byte[] header = Arrays.copyOf(Packets.event(ROWS, new byte[0], 5), BinlogEvent.HEADER_LENGTH);
        header[9] = (byte) 0x00;
        header[10] = (byte) 0x00;
        header[11] = (byte) 0x00;
        header[12] = (byte) 0x80;
        byte[] payload = Packets.marked(header);
        byte[] packet = new byte[4 + payload.length];
        packet[0] = packet[1] = packet[2] = (byte) 0xff;
        packet[3] = 1;
        System.arraycopy(payload, 0, packet, 4, payload.length);

        assertThatThrownBy(() -> stream(new ByteArrayInputStream(packet)).next())
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.TOO_LARGE))
                .hasMessage(
                        "A WRITE_ROWS event of 2147483648 bytes, more than the limit of 40000000; raise maxEventBytes if"
                                + " the heap has room for a few of this length");
    }

    @Test
    void namesAnEventWhoseChecksumIsWrong() {
        byte[] event = Packets.event(ROWS, new byte[100], 500);
        event[50] ^= 1;
        Packets packets = new Packets().event(4, rotation("binlog.000007")).payload(Packets.marked(event));
        BinlogStream stream = stream(packets);
        stream.next();

        assertThatThrownBy(stream::next)
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.CORRUPT))
                .hasMessageStartingWith("The binlog behind binlog.000007:4 holds an event whose CRC32 checksum is ");
    }

    @Test
    void noticesAMissingPacket() {
        Packets packets =
                new Packets().event(ROWS, new byte[1]).skipASequenceNumber().event(ROWS, new byte[1]);
        BinlogStream stream = stream(packets);
        stream.next();

        assertThatThrownBy(stream::next).hasMessageContaining("Packet number 3 from the server, expected 2");
    }

    @Test
    void noticesAnEventOfAnotherLengthThanItsPacket() {
        byte[] longer = Arrays.copyOf(Packets.marked(Packets.event(ROWS, new byte[9], 5)), 40);

        assertThatThrownBy(() -> stream(new Packets().payload(longer)).next())
                .isInstanceOf(BinlogFailure.class)
                .hasMessageContaining("an event of 32 bytes in a packet of 39");
    }

    @Test
    void passesOnWhatTheServerSaysIsWrong() {
        byte[] error = "\u00ff\u00d4\u0004#HY000Could not find first log file".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> stream(new Packets().payload(error)).next())
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.DUMP_REFUSED))
                .hasMessageEndingWith("the server answered error 1236, 'Could not find first log file'");
    }

    @Test
    void endsWithTheBinlogWhereItWasAskedTo() {
        byte[] eof = {(byte) 0xfe, 0, 0, 2, 0};

        assertThat(stream(new Packets().payload(eof)).next()).isEmpty();
    }

    @Test
    void saysThatTheConnectionBrokeInTheMiddleOfAnEvent() {
        byte[] bytes = new Packets().event(ROWS, new byte[100]).bytes();

        assertThatThrownBy(() -> stream(new ByteArrayInputStream(bytes, 0, 60)).next())
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.CONNECTION_LOST));
    }

    @Test
    void followsFileAndOffsetBeyondFourGibibytes() {
        Packets packets = new Packets().event(4, rotation("binlog.000007"));
        packets.payload(Packets.marked(Packets.event(ROWS, new byte[1], 0xffff_ff00)));
        packets.payload(Packets.marked(Packets.event(ROWS, new byte[1], 0x20)));
        BinlogStream stream = stream(packets);

        assertThat(stream.next().orElseThrow().type()).isEqualTo(EventType.ROTATE);
        assertThat(stream.file()).isEqualTo("binlog.000007");
        assertThat(stream.nextPosition()).isEqualTo(4);
        stream.next();
        assertThat(stream.nextPosition()).isEqualTo(0xffff_ff00L);
        stream.next();
        assertThat(stream.nextPosition()).isEqualTo(0x1_0000_0020L);
        assertThat(stream.position()).isEqualTo(0x1_0000_0020L - BinlogEvent.HEADER_LENGTH - 5);
    }

    @Test
    void unpacksACompressedTransaction() {
        BinlogStream stream = stream(new Packets()
                .event(EventType.TRANSACTION_PAYLOAD.code(), transaction(new byte[] {1}, new byte[] {2}))
                .event(ROWS, new byte[] {3}));

        assertThat(body(stream.next().orElseThrow())).containsExactly(1);
        assertThat(stream.isReady()).isTrue();
        assertThat(body(stream.next().orElseThrow())).containsExactly(2);
        assertThat(body(stream.next().orElseThrow())).containsExactly(3);
    }

    @Test
    void givesNothingOfACompressedTransactionWhoseChecksumIsWrong() {
        byte[] event =
                Packets.event(EventType.TRANSACTION_PAYLOAD.code(), transaction(new byte[100], new byte[200]), 500);
        event[event.length - 1] ^= 1;
        BinlogStream stream = stream(new Packets().payload(Packets.marked(event)));

        assertThatThrownBy(stream::next)
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.CORRUPT))
                .hasMessageContaining("an event whose CRC32 checksum is ");
    }

    @Test
    void namesACompressedTransactionThatCannotBeDecompressed() {
        byte[] body = transaction(new byte[100], new byte[200]);
        Arrays.fill(body, body.length - 10, body.length, (byte) 0x55);
        BinlogStream stream = stream(new Packets().event(EventType.TRANSACTION_PAYLOAD.code(), body));

        assertThatThrownBy(() -> {
                    while (true) {
                        stream.next();
                    }
                })
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.CORRUPT))
                .hasMessageContaining("a compressed transaction that cannot be decompressed");
    }

    /** The body of an event that holds row events with these bodies. */
    private static byte[] transaction(byte[]... bodies) {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (byte[] body : bodies) {
            byte[] event = Packets.event(ROWS, body, 0);
            int length = event.length - 4;
            event[9] = (byte) length;
            event[10] = (byte) (length >>> 8);
            events.write(event, 0, length);
        }
        byte[] compressed = Zstd.compress(events.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 1, 0}); // compressed by zstd
        out.writeBytes(new byte[] {3, 3, (byte) 0xfc, (byte) events.size(), (byte) (events.size() >>> 8)});
        out.write(0);
        out.writeBytes(compressed);
        return out.toByteArray();
    }

    private static byte[] rotation(String file) {
        return ("\4\0\0\0\0\0\0\0" + file).getBytes(StandardCharsets.US_ASCII);
    }

    /** Gives a few bytes at a time. */
    private static final class Dripping extends InputStream {

        private final ByteArrayInputStream in;
        private final Random random;

        Dripping(byte[] bytes, Random random) {
            this.in = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            return in.read(target, offset, Math.min(count, 1 + random.nextInt(700)));
        }
    }
}
