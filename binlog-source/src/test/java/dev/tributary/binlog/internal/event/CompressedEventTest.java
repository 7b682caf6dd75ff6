package dev.tributary.binlog.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class CompressedEventTest {

    private static final String SQL = "CREATE TABLE t (" + "x".repeat(500) + " INT)";
    private static final int LIMIT = 1 << 20;

    @Test
    void makesAQueryOfACompressedOne() {
        BinlogEvent event = CompressedEvent.expand(query(SQL.length(), deflated(SQL)), LIMIT);

        QueryEvent query = QueryEvent.parse(event, collation -> StandardCharsets.UTF_8);
        assertThat(event.type()).isEqualTo(EventType.QUERY);
        assertThat(BinlogEvent.declaredLength(event.bytes(), event.offset())).isEqualTo(event.length());
        assertThat(query.database()).isEqualTo("shop");
        assertThat(query.sql()).isEqualTo(SQL);
    }

    @Test
    void refusesALengthThatTheCompressedBytesCannotHoldBeforeItIsAllocated() {
        assertThatThrownBy(() -> CompressedEvent.expand(query(Integer.MAX_VALUE, deflated(SQL)), Integer.MAX_VALUE))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("a content of 2147483647 bytes, which");
    }

    @Test
    void refusesALengthAboveTheLimit() {
        assertThatThrownBy(() -> CompressedEvent.expand(query(SQL.length(), deflated(SQL)), 200))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("raise maxEventBytes");
    }

    @Test
    void refusesALengthThatIsTooShortOrTooLong() {
        assertThatThrownBy(() -> CompressedEvent.expand(query(SQL.length() - 1, deflated(SQL)), LIMIT))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("more bytes than the " + (SQL.length() - 1) + " declared");
        assertThatThrownBy(() -> CompressedEvent.expand(query(SQL.length() + 1, deflated(SQL)), LIMIT))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("ends after " + SQL.length() + " of its " + (SQL.length() + 1) + " bytes");
    }

    @Test
    void refusesBytesThatAreNoZlibStream() {
        assertThatThrownBy(() -> CompressedEvent.expand(query(4, new byte[] {1, 2, 3, 4}), LIMIT))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("no zlib stream");
    }

    private static BinlogEvent query(int declared, byte[] content) {
        ByteBuffer event = ByteBuffer.allocate(BinlogEvent.HEADER_LENGTH + 13 + 5 + 5 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        event.put(4, (byte) EventType.QUERY_COMPRESSED.code()).position(BinlogEvent.HEADER_LENGTH);
        event.putInt(1).putInt(0).put((byte) 4).putShort((short) 0).putShort((short) 0);
        event.put("shop\0".getBytes(StandardCharsets.US_ASCII));
        event.put((byte) 0x84).order(ByteOrder.BIG_ENDIAN).putInt(declared).put(content);
        return new BinlogEvent(event.array(), 0, event.capacity());
    }

    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater();
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
