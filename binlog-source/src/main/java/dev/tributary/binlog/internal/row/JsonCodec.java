package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** JSON documents, written as the server prints them. */
final class JsonCodec extends ColumnCodec.Prefixed {

    private static final int MOST_BYTES_KEPT = 1 << 16;

    /** One is enough while rows are read by one thread, and only costs time when they are not. */
    private static final AtomicReference<@Nullable JsonText> SPARE = new AtomicReference<>();

    JsonCodec(int prefix) {
        super(prefix);
    }

    @Override
    void write(byte[] bytes, int from, int length, ValueWriter writer) {
        write(new JsonBytes(bytes, from, length).root(), writer);
    }

    /** Hands the text of a document to a writer. */
    static void write(JsonNode document, ValueWriter writer) {
        JsonText spare = SPARE.getAndSet(null);
        JsonText text = spare == null ? new JsonText() : spare;
        try {
            text.print(document);
            writer.writeUtf8(text.buffer(), 0, text.length());
        } finally {
            if (text.buffer().length <= MOST_BYTES_KEPT) {
                SPARE.set(text);
            }
        }
    }

    /** Returns the bytes of a value. */
    JsonBytes content(byte[] bytes, int at) {
        return new JsonBytes(bytes, at - width(), contentLength(bytes, at));
    }
}
