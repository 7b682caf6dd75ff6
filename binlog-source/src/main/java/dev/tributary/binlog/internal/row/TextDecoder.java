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

    /**
     * The server's names, and Java's for exactly the same characters. The server's gbk, gb18030, big5, sjis, ujis and
     * euckr differ from Java's in some.
     */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("gb2312", "GB2312"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("ucs2", "UTF-16BE"),
            Map.entry("utf16", "UTF-16BE"),
            Map.entry("utf16le", "UTF-16LE"));

    /** The same for character sets of one byte a character. */
    private static final Map<String, String> JAVA_NAMES_OF_ONE_BYTE = Map.ofEntries(
            Map.entry("latin1", "windows-1252"),
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
            Map.entry("tis620", "TIS-620"));

    /** Where the server knows other characters than Java: character sets, then byte and character in turn. */
    private static final Map<String, String> CORRECTIONS = Map.of(
            "greek", "\u00a1\u02bd\u00a2\u02bc",
            "hebrew", "\u00af\u203e",
            "koi8u", "\u0095\u2022",
            "cp866", "\u00fc\u207f\u00fd\u00b2",
            "tis620",
                    "\u00db\ufffd\u00dc\ufffd\u00dd\ufffd\u00de\ufffd\u00fc\ufffd\u00fd\ufffd\u00fe\ufffd\u00ff\ufffd");

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
            case "utf32" -> new Utf32();
            default -> ofJava(charset);
        };
    }

    private static @Nullable TextDecoder ofJava(String charset) {
        String oneByte = JAVA_NAMES_OF_ONE_BYTE.get(charset);
        if (oneByte != null && Charset.isSupported(oneByte)) {
            return new OneByte(Charset.forName(oneByte), CORRECTIONS.getOrDefault(charset, ""));
        }
        String javaName = JAVA_NAMES.get(charset);
        return javaName != null && Charset.isSupported(javaName) ? new ByJava(Charset.forName(javaName)) : null;
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

    /** One byte a character, ASCII first; bytes that have no character stand for themselves, as in the server. */
    private static final class OneByte extends TextDecoder {

        private final char[] characters = new char[256];

        OneByte(Charset charset, String corrections) {
            for (int i = 0; i < characters.length; i++) {
                char character = new String(new byte[] {(byte) i}, charset).charAt(0);
                characters[i] = character == '\ufffd' ? (char) i : character;
            }
            for (int i = 0; i < corrections.length(); i += 2) {
                characters[corrections.charAt(i)] = corrections.charAt(i + 1);
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

        private String decode(byte[] bytes, int from, int length) {
            char[] text = new char[length];
            for (int i = 0; i < length; i++) {
                text[i] = characters[bytes[from + i] & 0xff];
            }
            return new String(text);
        }
    }

    /** Four bytes a character; Java's decoder would take a leading U+FEFF for a mark of the byte order. */
    private static final class Utf32 extends TextDecoder {

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            writer.writeString(decode(ByteBuffer.wrap(bytes, from, length)));
        }

        @Override
        String decode(byte[] bytes) {
            return decode(ByteBuffer.wrap(bytes));
        }

        private static String decode(ByteBuffer bytes) {
            StringBuilder text = new StringBuilder(bytes.remaining() / Integer.BYTES);
            while (bytes.remaining() >= Integer.BYTES) {
                int character = bytes.getInt();
                if (!Character.isValidCodePoint(character)) {
                    throw new UnreadableValueException("bytes that are no text in utf32");
                }
                text.appendCodePoint(character);
            }
            if (bytes.hasRemaining()) {
                throw new UnreadableValueException("bytes that are no text in utf32");
            }
            return text.toString();
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
