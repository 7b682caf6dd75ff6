package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads text in one of the server's character sets. Bytes that are no text in it are an error, never replaced.
 *
 * <p>Immutable and thread-safe.
 */
abstract class TextDecoder {

    /** The server's names, and Java's for what the server means by them. */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("latin2", "ISO-8859-2"),
            Map.entry("latin5", "ISO-8859-9"),
            Map.entry("latin7", "ISO-8859-13"),
            Map.entry("greek", "ISO-8859-7"),
            Map.entry("hebrew", "ISO-8859-8"),
            Map.entry("cp1250", "windows-1250"),
            Map.entry("cp1251", "windows-1251"),
            Map.entry("cp1256", "windows-1256"),
            Map.entry("cp1257", "windows-1257"),
            Map.entry("cp850", "IBM850"),
            Map.entry("cp852", "IBM852"),
            Map.entry("cp866", "IBM866"),
            Map.entry("koi8r", "KOI8-R"),
            Map.entry("koi8u", "KOI8-U"),
            Map.entry("gbk", "GBK"),
            Map.entry("gb2312", "GB2312"),
            Map.entry("gb18030", "GB18030"),
            Map.entry("big5", "Big5"),
            Map.entry("sjis", "Shift_JIS"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("ujis", "EUC-JP"),
            Map.entry("euckr", "EUC-KR"),
            Map.entry("tis620", "TIS-620"),
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"),
            Map.entry("utf32", "UTF-32BE"));

    private static final TextDecoder UTF8 = new TextDecoder() {
        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            writer.writeUtf8(bytes, from, length);
        }
    };

    /** Returns what reads a character set by the server's name; null where there is nothing that does. */
    static @Nullable TextDecoder of(String charset) {
        return switch (charset) {
            case "utf8mb4", "utf8mb3", "utf8", "ascii" -> UTF8;
            case "latin1" -> new Latin1();
            default -> {
                String javaName = JAVA_NAMES.get(charset);
                yield javaName != null && Charset.isSupported(javaName) ? new ByJava(Charset.forName(javaName)) : null;
            }
        };
    }

    /** Returns how many bytes a character of a character set takes at most. */
    static int bytesPerCharacter(String charset) {
        return switch (charset) {
            case "utf8mb4", "utf16", "utf16le", "utf32", "gb18030" -> 4;
            case "utf8mb3", "utf8", "ujis", "eucjpms" -> 3;
            case "ucs2", "gbk", "gb2312", "big5", "sjis", "cp932", "euckr" -> 2;
            default -> 1;
        };
    }

    abstract void write(byte[] bytes, int from, int length, ValueWriter writer);

    /** Returns text that is part of a table's definition. */
    String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The server's latin1: windows-1252, where the five bytes that have no character there stand for themselves. */
    private static final class Latin1 extends TextDecoder {

        private static final char[] CHARACTERS = new char[256];

        static {
            for (int i = 0; i < CHARACTERS.length; i++) {
                String character = new String(new byte[] {(byte) i}, Charset.forName("windows-1252"));
                CHARACTERS[i] = character.charAt(0) == '\ufffd' ? (char) i : character.charAt(0);
            }
        }

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            for (int i = from; i < from + length; i++) {
                if (bytes[i] < 0) {
                    writer.writeString(decode(bytes, from, length));
                    return;
                }
            }
            writer.writeUtf8(bytes, from, length);
        }

        @Override
        String decode(byte[] bytes) {
            return decode(bytes, 0, bytes.length);
        }

        private static String decode(byte[] bytes, int from, int length) {
            char[] text = new char[length];
            for (int i = 0; i < length; i++) {
                text[i] = CHARACTERS[bytes[from + i] & 0xff];
            }
            return new String(text);
        }
    }

    private static final class ByJava extends TextDecoder {

        private final Charset charset;

        ByJava(Charset charset) {
            this.charset = charset;
        }

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            writer.writeString(decode(ByteBuffer.wrap(bytes, from, length)));
        }

        @Override
        String decode(byte[] bytes) {
            return decode(ByteBuffer.wrap(bytes));
        }

        private String decode(ByteBuffer bytes) {
            try {
                return charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(bytes)
                        .toString();
            } catch (CharacterCodingException e) {
                throw new UnreadableValueException("bytes that are no text in " + charset, e);
            }
        }
    }
}
