package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;

/** JSON documents, written as the server prints them. */
final class JsonCodec extends ColumnCodec.Prefixed {

    JsonCodec(int prefix) {
        super(prefix);
    }

    @Override
    void write(byte[] bytes, int from, int length, ValueWriter writer) {
        write(new JsonBytes(bytes, from, length).root(), writer);
    }

    /** Hands the text of a document to a writer. */
    static void write(JsonNode document, ValueWriter writer) {
        JsonText text = new JsonText();
        text.print(document);
        writer.writeUtf8(text.buffer(), 0, text.length());
    }

    /** Returns the bytes of a value. */
    JsonBytes content(byte[] bytes, int at) {
        return new JsonBytes(bytes, at - width(), contentLength(bytes, at));
    }
}
