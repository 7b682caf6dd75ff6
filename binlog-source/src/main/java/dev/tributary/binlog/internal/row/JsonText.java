package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.charset.MalformedTextException;
import dev.tributary.binlog.internal.charset.Utf8Decoder;
import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.format.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Prints a JSON value as the server prints it: members in the order in which they are stored, a space after each comma and
 * colon.
 *
 * <p>Source of the text: {@code wrapper_to_string} in the server's {@code sql-common/json_dom.cc}. Confined to one thread.
 */
final class JsonText {

    private static final int MOST_NESTING = 101;
    private static final byte[] COMMA = ascii(", ");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] INTEGRAL = ascii(".0");

    /** From here on a double is printed with an exponent. */
    private static final double LEAST_WITH_EXPONENT = 1e15;

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\n'});

    private final JsonBuffer text = new JsonBuffer();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Prints a value; it is in {@link #buffer()} then. */
    void print(JsonNode value) {
        text.clear();
        print(value, 0);
    }

    private void print(JsonNode node, int depth) {
        if (node instanceof JsonNode.Stored stored) {
            print(stored.document(), stored.type(), stored.at(), depth);
        } else if (node instanceof JsonNode.Members members) {
            text.raw('{');
            boolean first = true;
            for (JsonNode.Member member : members.list()) {
                separate(first);
                quoted(member.key(), 0, member.key().length);
                text.raw(COLON);
                print(member.value(), depth + 1);
                first = false;
            }
            text.raw('}');
        } else if (node instanceof JsonNode.Elements elements) {
            text.raw('[');
            boolean first = true;
            for (JsonNode element : elements.list()) {
                separate(first);
                print(element, depth + 1);
                first = false;
            }
            text.raw(']');
        }
    }

    private void separate(boolean first) {
        if (!first) {
            text.raw(COMMA);
        }
    }

    byte[] buffer() {
        return text.array();
    }

    int length() {
        return text.size();
    }

    private void print(JsonBytes document, int type, int at, int depth) {
        if (depth > MOST_NESTING) {
            throw new UnreadableValueException("JSON that nests deeper than " + MOST_NESTING);
        }
        switch (type) {
            case JsonBytes.SMALL_OBJECT, JsonBytes.LARGE_OBJECT, JsonBytes.SMALL_ARRAY, JsonBytes.LARGE_ARRAY ->
                container(document, type, at, depth);
            case JsonBytes.LITERAL -> literal(document.unsigned(at, 1));
            case JsonBytes.INT16 -> text.number(document.signed(at, 2));
            case JsonBytes.UINT16 -> text.number(document.signed(at, 2) & 0xffff);
            case JsonBytes.INT32 -> text.number(document.signed(at, 4));
            case JsonBytes.UINT32 -> text.number(document.signed(at, 4) & 0xffffffffL);
            case JsonBytes.INT64 -> text.number(document.signed(at, 8));
            case JsonBytes.UINT64 -> text.raw(ascii(Long.toUnsignedString(document.signed(at, 8))));
            case JsonBytes.DOUBLE -> number(Double.longBitsToDouble(document.signed(at, 8)));
            case JsonBytes.STRING -> quoted(document, at + document.lengthBytes(at), document.variableLength(at));
            case JsonBytes.OPAQUE -> opaque(document, at);
            default -> throw new UnreadableValueException("JSON of the unknown kind " + type);
        }
    }

    private void container(JsonBytes document, int type, int at, int depth) {
        JsonContainer container = new JsonContainer(document, type, at);
        boolean object = JsonContainer.isObject(type);
        text.raw(object ? '{' : '[');
        for (int i = 0; i < container.count(); i++) {
            separate(i == 0);
            if (object) {
                quoted(document, container.keyAt(i), container.keyLength(i));
                text.raw(COLON);
            }
            print(document, container.type(i), container.valueAt(i), depth + 1);
        }
        text.raw(object ? '}' : ']');
    }

    /** A double always shows that it is none of the integers: by a point or an exponent. */
    private void number(double value) {
        text.writeDouble(value);
        if (Math.abs(value) < LEAST_WITH_EXPONENT && value == Math.rint(value)) {
            text.raw(INTEGRAL);
        }
    }

    private void literal(int value) {
        text.raw(
                switch (value) {
                    case JsonBytes.NULL_LITERAL -> NULL;
                    case 1 -> TRUE;
                    case 2 -> FALSE;
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
                text.raw(Arrays.copyOf(digits, end));
            }
            case StoredType.DATE -> text.raw(ascii('"' + JsonNumbers.date(document.signed(content, 8)) + '"'));
            case StoredType.TIME_OLD -> text.raw(ascii('"' + JsonNumbers.time(document.signed(content, 8)) + '"'));
            case StoredType.DATETIME_OLD, StoredType.TIMESTAMP_OLD ->
                text.raw(ascii('"' + JsonNumbers.dateTime(document.signed(content, 8)) + '"'));
            default -> text.raw(ascii("\"base64:type" + type + ":" + base64(document.array(), content, size) + '"'));
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

    private void quoted(byte[] utf8, int at, int size) {
        try {
            Utf8Decoder.require(utf8, at, size);
        } catch (MalformedTextException e) {
            throw new UnreadableValueException("JSON with " + e.what(), e);
        }
        text.writeUtf8(utf8, at, size);
    }
}
