package dev.tributary.binlog.internal.charset;

import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads text in one of the server's character sets, as the server itself converts it to utf8mb4. Bytes that are no text in
 * it, which the server shows as question marks, are an error, never replaced.
 *
 * <p>Immutable but for one spare buffer, and thread-safe.
 */
public abstract class TextDecoder {

    private static final int MOST_BYTES_KEPT = 1 << 16;
    private static final Map<String, TextDecoder> DECODERS = new ConcurrentHashMap<>();

    private final String charset;
    private final AtomicReference<@Nullable Utf8Output> spare = new AtomicReference<>();

    TextDecoder(String charset) {
        this.charset = charset;
    }

    /** Returns what reads a character set by the server's name; null where there is nothing that does. */
    public static @Nullable TextDecoder of(String charset) {
        TextDecoder known = DECODERS.get(charset);
        if (known != null) {
            return known;
        }
        TextDecoder made = make(charset);
        return made == null ? null : DECODERS.computeIfAbsent(charset, name -> made);
    }

    private static @Nullable TextDecoder make(String charset) {
        return switch (charset) {
            case "utf8mb4" -> new Utf8Decoder(charset, 4);
            case "utf8mb3", "utf8" -> new Utf8Decoder(charset, 3);
            case "ascii" -> new Utf8Decoder(charset, 1);
            case "ucs2", "utf16", "utf16le", "utf32" -> new WideDecoder(charset);
            default -> {
                CharacterTable table = CharacterTable.load(charset);
                yield table == null ? null : new MappedDecoder(charset, table);
            }
        };
    }

    /** Returns how many bytes a character of a character set takes at most. */
    public static int bytesPerCharacter(String charset) {
        return switch (charset) {
            case "utf8mb4", "utf16", "utf16le", "utf32", "gb18030" -> 4;
            case "utf8mb3", "utf8", "ujis", "eucjpms" -> 3;
            case "ucs2", "gbk", "gb2312", "big5", "sjis", "cp932", "euckr" -> 2;
            default -> 1;
        };
    }

    /**
     * Hands text to a writer.
     *
     * @throws MalformedTextException if the bytes are no text in this character set
     */
    public final void write(byte[] bytes, int from, int length, ValueWriter writer) {
        int to = from + length;
        if (isUtf8(bytes, from, to)) {
            writer.writeUtf8(bytes, from, length);
            return;
        }
        Utf8Output output = take();
        try {
            convert(bytes, from, to, output);
            writer.writeUtf8(output.bytes(), 0, output.length());
        } finally {
            give(output);
        }
    }

    /**
     * Returns text.
     *
     * @throws MalformedTextException if the bytes are no text in this character set
     */
    public String string(byte[] bytes, int from, int length) {
        if (isUtf8(bytes, from, from + length)) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        Utf8Output output = take();
        try {
            convert(bytes, from, from + length, output);
            return new String(output.bytes(), 0, output.length(), StandardCharsets.UTF_8);
        } finally {
            give(output);
        }
    }

    /**
     * Returns text that is part of a table's definition.
     *
     * @throws MalformedTextException if the bytes are no text in this character set
     */
    public final String decode(byte[] bytes) {
        return string(bytes, 0, bytes.length);
    }

    /** Returns whether text is the same in UTF-8. */
    abstract boolean isUtf8(byte[] bytes, int from, int to);

    abstract void convert(byte[] bytes, int from, int to, Utf8Output output);

    final MalformedTextException malformed(int offset) {
        return new MalformedTextException(charset, offset);
    }

    private Utf8Output take() {
        Utf8Output output = spare.getAndSet(null);
        return output == null ? new Utf8Output() : output;
    }

    private void give(Utf8Output output) {
        if (output.bytes().length <= MOST_BYTES_KEPT) {
            output.clear();
            spare.set(output);
        }
    }
}
