package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Prints a JSON document, stored in the server's binary form, as the server prints it: members in the order in which they
 * are stored, a space after each comma and colon.
 *
 * <p>Source of the binary form: the comment at the head of the server's {@code sql-common/json_binary.h}; of the text:
 * {@code wrapper_to_string} in {@code sql-common/json_dom.cc}. For one document.
 */
final class JsonText {

    private static final int SMALL_OBJECT = 0x00;
    private static final int LARGE_OBJECT = 0x01;
    private static final int SMALL_ARRAY = 0x02;
    private static final int LARGE_ARRAY = 0x03;
    private static final int LITERAL = 0x04;
    private static final int INT16 = 0x05;
    private static final int UINT16 = 0x06;
    private static final int INT32 = 0x07;
    private static final int UINT32 = 0x08;
    private static final int INT64 = 0x09;
    private static final int UINT64 = 0x0a;
    private static final int DOUBLE = 0x0b;
    private static final int STRING = 0x0c;
    private static final int OPAQUE = 0x0f;

    private static final int MOST_NESTING = 101;
    private static final int FIRST_CAPACITY = 256;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

    private final byte[] bytes;
    private final int from;
    private final int end;
    private byte[] text = new byte[FIRST_CAPACITY];
    private int length;

    /** The bytes of the document that are not printed yet, so that one with values that overlap cannot grow without end. */
    private int left;

    JsonText(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.end = from + length;
        this.left = length;
    }

    /** Prints the document; it is in {@link #buffer()} then. */
    void print() {
        if (from == end) {
            ascii("null"); // an empty value, as a server without strict mode stores it
        } else {
            value(unsigned(from, 1), from + 1, 0);
        }
    }

    byte[] buffer() {
        return text;
    }

    int length() {
        return length;
    }

    private void value(int type, int at, int depth) {
        if (depth > MOST_NESTING) {
            throw new UnreadableValueException("JSON that nests deeper than " + MOST_NESTING);
        }
        switch (type) {
            case SMALL_OBJECT -> container(at, 2, true, depth);
            case LARGE_OBJECT -> container(at, 4, true, depth);
            case SMALL_ARRAY -> container(at, 2, false, depth);
            case LARGE_ARRAY -> container(at, 4, false, depth);
            case LITERAL -> literal(unsigned(at, 1));
            case INT16 -> ascii(Long.toString(signed(at, 2)));
            case UINT16 -> ascii(Long.toString(signed(at, 2) & 0xffff));
            case INT32 -> ascii(Long.toString(signed(at, 4)));
            case UINT32 -> ascii(Long.toString(signed(at, 4) & 0xffffffffL));
            case INT64 -> ascii(Long.toString(signed(at, 8)));
            case UINT64 -> ascii(Long.toUnsignedString(signed(at, 8)));
            case DOUBLE -> ascii(JsonNumbers.text(Double.longBitsToDouble(signed(at, 8))));
            case STRING -> {
                int size = variableLength(at);
                quoted(at + lengthBytes(at), size);
            }
            case OPAQUE -> opaque(at);
            default -> throw new UnreadableValueException("JSON of the unknown kind " + type);
        }
    }

    private void container(int at, int width, boolean object, int depth) {
        int count = unsigned(at, width);
        int entries = at + 2 * width;
        int keyEntry = width + 2;
        int valueEntry = width + 1;
        int entryBytes = object ? keyEntry + valueEntry : valueEntry;
        consume(2L * width + (long) count * entryBytes);
        int values = entries + (object ? count * keyEntry : 0);
        put(object ? '{' : '[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                ascii(", ");
            }
            if (object) {
                int entry = entries + i * keyEntry;
                quoted(at + unsigned(entry, width), unsigned(entry + width, 2));
                ascii(": ");
            }
            int entry = values + i * valueEntry;
            int type = unsigned(entry, 1);
            value(type, isInline(type, width) ? entry + 1 : at + unsigned(entry + 1, width), depth + 1);
        }
        put(object ? '}' : ']');
    }

    private static boolean isInline(int type, int width) {
        return switch (type) {
            case LITERAL, INT16, UINT16 -> true;
            case INT32, UINT32 -> width == 4;
            default -> false;
        };
    }

    private void literal(int value) {
        ascii(
                switch (value) {
                    case 0 -> "null";
                    case 1 -> "true";
                    case 2 -> "false";
                    default -> throw new UnreadableValueException("the unknown JSON literal " + value);
                });
    }

    private void opaque(int at) {
        int type = unsigned(at, 1);
        int size = variableLength(at + 1);
        int content = at + 1 + lengthBytes(at + 1);
        require(content, size);
        consume(size);
        switch (type) {
            case StoredType.DECIMAL -> {
                int precision = unsigned(content, 1);
                int scale = unsigned(content + 1, 1);
                if (scale > precision || 2 + DecimalDigits.storedLength(precision, scale) > size) {
                    throw new UnreadableValueException(
                            "a JSON decimal of " + size + " bytes for " + precision + " digits");
                }
                byte[] digits = new byte[DecimalDigits.longestText(precision)];
                int end = DecimalDigits.write(bytes, content + 2, precision, scale, digits);
                append(digits, 0, end);
            }
            case StoredType.DATE -> ascii('"' + JsonNumbers.date(signed(content, 8)) + '"');
            case StoredType.TIME_OLD -> ascii('"' + JsonNumbers.time(signed(content, 8)) + '"');
            case StoredType.DATETIME_OLD, StoredType.TIMESTAMP_OLD ->
                ascii('"' + JsonNumbers.dateTime(signed(content, 8)) + '"');
            default -> ascii("\"base64:type" + type + ":" + base64(content, size) + '"');
        }
    }

    /** The server breaks lines, and then escapes the breaks as it does in any text. */
    private String base64(int at, int size) {
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, at, at + size)).replace("\n", "\\n");
    }

    /** The length before a string or an opaque value: seven bits a byte, the lowest first. */
    private int variableLength(int at) {
        long value = 0;
        for (int i = 0; i < 5; i++) {
            int next = unsigned(at + i, 1);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                if (value > end - from) {
                    break;
                }
                return (int) value;
            }
        }
        throw new UnreadableValueException("a JSON value that is longer than its document");
    }

    private int lengthBytes(int at) {
        int count = 1;
        while ((unsigned(at + count - 1, 1) & 0x80) != 0) {
            count++;
        }
        return count;
    }

    private void quoted(int at, int size) {
        require(at, size);
        consume(size);
        put('"');
        int copied = at;
        for (int i = at; i < at + size; i++) {
            int c = bytes[i];
            if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
                append(bytes, copied, i - copied);
                escape(c);
                copied = i + 1;
            }
        }
        append(bytes, copied, at + size - copied);
        put('"');
    }

    private void escape(int c) {
        switch (c) {
            case '"', '\\' -> {
                put('\\');
                put(c);
            }
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> {
                ascii("\\u00");
                put(HEX[c >> 4]);
                put(HEX[c & 0xf]);
            }
        }
    }

    private int unsigned(int at, int width) {
        require(at, width);
        long value = LittleEndian.unsigned(bytes, at, width);
        if (value > Integer.MAX_VALUE) {
            throw new UnreadableValueException("a JSON offset of " + value);
        }
        return (int) value;
    }

    private long signed(int at, int width) {
        require(at, width);
        return LittleEndian.signed(bytes, at, width);
    }

    private void require(int at, int size) {
        if (at < from || size < 0 || size > end - at) {
            throw new UnreadableValueException("JSON that points beyond its end");
        }
    }

    private void consume(long size) {
        if (size > left) {
            throw new UnreadableValueException("JSON whose values overlap or point beyond its end");
        }
        left -= (int) size;
    }

    private void put(int c) {
        ensure(1);
        text[length++] = (byte) c;
    }

    private void ascii(String characters) {
        byte[] encoded = characters.getBytes(StandardCharsets.ISO_8859_1);
        append(encoded, 0, encoded.length);
    }

    private void append(byte[] source, int at, int count) {
        ensure(count);
        System.arraycopy(source, at, text, length, count);
        length += count;
    }

    private void ensure(int more) {
        if (length + more > text.length) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, length + more));
        }
    }
}
