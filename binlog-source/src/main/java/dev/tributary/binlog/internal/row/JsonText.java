package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Prints a JSON value as the server prints it: members in the order in which they are stored, a space after each comma and
 * colon.
 *
 * <p>Source of the text: {@code wrapper_to_string} in the server's {@code sql-common/json_dom.cc}. For one value.
 */
final class JsonText {

    private static final int MOST_NESTING = 101;
    private static final int FIRST_CAPACITY = 256;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

    private byte[] text = new byte[FIRST_CAPACITY];
    private int length;

    /** Prints a value; it is in {@link #buffer()} then. */
    void print(JsonNode value) {
        print(value, 0);
    }

    private void print(JsonNode node, int depth) {
        if (node instanceof JsonNode.Stored stored) {
            print(stored.document(), stored.type(), stored.at(), depth);
        } else if (node instanceof JsonNode.Members members) {
            String separator = "{";
            for (JsonNode.Member member : members.list()) {
                ascii(separator);
                quoted(member.key(), 0, member.key().length);
                ascii(": ");
                print(member.value(), depth + 1);
                separator = ", ";
            }
            ascii(members.list().isEmpty() ? "{}" : "}");
        } else if (node instanceof JsonNode.Elements elements) {
            String separator = "[";
            for (JsonNode element : elements.list()) {
                ascii(separator);
                print(element, depth + 1);
                separator = ", ";
            }
            ascii(elements.list().isEmpty() ? "[]" : "]");
        }
    }

    byte[] buffer() {
        return text;
    }

    int length() {
        return length;
    }

    private void print(JsonBytes document, int type, int at, int depth) {
        if (depth > MOST_NESTING) {
            throw new UnreadableValueException("JSON that nests deeper than " + MOST_NESTING);
        }
        switch (type) {
            case JsonBytes.SMALL_OBJECT, JsonBytes.LARGE_OBJECT, JsonBytes.SMALL_ARRAY, JsonBytes.LARGE_ARRAY ->
                container(document, type, at, depth);
            case JsonBytes.LITERAL -> literal(document.unsigned(at, 1));
            case JsonBytes.INT16 -> ascii(Long.toString(document.signed(at, 2)));
            case JsonBytes.UINT16 -> ascii(Long.toString(document.signed(at, 2) & 0xffff));
            case JsonBytes.INT32 -> ascii(Long.toString(document.signed(at, 4)));
            case JsonBytes.UINT32 -> ascii(Long.toString(document.signed(at, 4) & 0xffffffffL));
            case JsonBytes.INT64 -> ascii(Long.toString(document.signed(at, 8)));
            case JsonBytes.UINT64 -> ascii(Long.toUnsignedString(document.signed(at, 8)));
            case JsonBytes.DOUBLE -> ascii(JsonNumbers.text(Double.longBitsToDouble(document.signed(at, 8))));
            case JsonBytes.STRING -> quoted(document, at + document.lengthBytes(at), document.variableLength(at));
            case JsonBytes.OPAQUE -> opaque(document, at);
            default -> throw new UnreadableValueException("JSON of the unknown kind " + type);
        }
    }

    private void container(JsonBytes document, int type, int at, int depth) {
        JsonContainer container = new JsonContainer(document, type, at);
        boolean object = JsonContainer.isObject(type);
        put(object ? '{' : '[');
        for (int i = 0; i < container.count(); i++) {
            if (i > 0) {
                ascii(", ");
            }
            if (object) {
                quoted(document, container.keyAt(i), container.keyLength(i));
                ascii(": ");
            }
            print(document, container.type(i), container.valueAt(i), depth + 1);
        }
        put(object ? '}' : ']');
    }

    private void literal(int value) {
        ascii(
                switch (value) {
                    case JsonBytes.NULL_LITERAL -> "null";
                    case 1 -> "true";
                    case 2 -> "false";
                    default -> throw new UnreadableValueException("the unknown JSON literal " + value);
                });
    }

    private void opaque(JsonBytes document, int at) {
        int type = document.unsigned(at, 1);
        int size = document.variableLength(at + 1);
        int content = at + 1 + document.lengthBytes(at + 1);
        document.require(content, size);
        document.consume(size);
        switch (type) {
            case StoredType.DECIMAL -> {
                int precision = document.unsigned(content, 1);
                int scale = document.unsigned(content + 1, 1);
                if (scale > precision || 2 + DecimalDigits.storedLength(precision, scale) > size) {
                    throw new UnreadableValueException(
                            "a JSON decimal of " + size + " bytes for " + precision + " digits");
                }
                byte[] digits = new byte[DecimalDigits.longestText(precision)];
                int end = DecimalDigits.write(document.array(), content + 2, precision, scale, digits);
                append(digits, 0, end);
            }
            case StoredType.DATE -> ascii('"' + JsonNumbers.date(document.signed(content, 8)) + '"');
            case StoredType.TIME_OLD -> ascii('"' + JsonNumbers.time(document.signed(content, 8)) + '"');
            case StoredType.DATETIME_OLD, StoredType.TIMESTAMP_OLD ->
                ascii('"' + JsonNumbers.dateTime(document.signed(content, 8)) + '"');
            default -> ascii("\"base64:type" + type + ":" + base64(document.array(), content, size) + '"');
        }
    }

    /** The server breaks lines, and then escapes the breaks as it does in any text. */
    private static String base64(byte[] bytes, int at, int size) {
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, at, at + size)).replace("\n", "\\n");
    }

    private void quoted(JsonBytes document, int at, int size) {
        document.require(at, size);
        document.consume(size);
        quoted(document.array(), at, size);
    }

    private void quoted(byte[] bytes, int at, int size) {
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
        if (more > MOST_BYTES - length) {
            throw new UnreadableValueException("JSON whose text is longer than " + MOST_BYTES + " bytes");
        }
        if (length + more > text.length) {
            text = Arrays.copyOf(text, (int) Math.max(Math.min(text.length * 2L, MOST_BYTES), length + more));
        }
    }
}
