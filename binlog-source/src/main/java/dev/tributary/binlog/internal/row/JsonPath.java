package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the path of a change to a JSON document, such as {@code $.items[2]."unit price"}.
 *
 * <p>Source of the grammar: the server's manual, "JSON Path Syntax"; wildcards and ranges are in no change.
 */
final class JsonPath {

    private static final String LAST = "last";

    private final String text;
    private int at = 1;

    private JsonPath(String text) {
        this.text = text;
    }

    /** One step of a path. */
    sealed interface Leg {}

    /** Into the member of an object. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared as a record
    record MemberLeg(byte[] name) implements Leg {}

    /** Into an element of an array, counted from its first, or back from its last. */
    record CellLeg(int index, boolean fromLast) implements Leg {

        /** Returns the element's index in an array; negative, or its size or more, where there is none. */
        int in(int size) {
            return fromLast ? size - 1 - index : index;
        }
    }

    static List<Leg> parse(String text) {
        if (!text.startsWith("$")) {
            throw malformed();
        }
        JsonPath path = new JsonPath(text);
        List<Leg> legs = new ArrayList<>();
        while (path.at < text.length()) {
            legs.add(path.leg());
        }
        return legs;
    }

    private Leg leg() {
        return switch (text.charAt(at++)) {
            case '.' -> new MemberLeg(name().getBytes(StandardCharsets.UTF_8));
            case '[' -> cell();
            default -> throw malformed();
        };
    }

    private String name() {
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            return quotedName();
        }
        int begin = at;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quotedName() {
        StringBuilder name = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            name.append(c == '\\' ? escaped() : c);
        }
        return name.toString();
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) (digit() << 12 | digit() << 8 | digit() << 4 | digit());
            default -> c;
        };
    }

    private int digit() {
        int digit = Character.digit(next(), 16);
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private char next() {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private CellLeg cell() {
        int close = text.indexOf(']', at);
        if (close < 0) {
            throw malformed();
        }
        String index = text.substring(at, close);
        at = close + 1;
        if (!index.startsWith(LAST)) {
            return new CellLeg(number(index), false);
        }
        String back = index.substring(LAST.length());
        if (back.isEmpty()) {
            return new CellLeg(0, true);
        }
        if (back.charAt(0) != '-') {
            throw malformed();
        }
        return new CellLeg(number(back.substring(1)), true);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed();
        }
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException tooLarge) {
            throw malformed();
        }
    }

    /** The path itself is row data, which no message shows. */
    private static UnreadableValueException malformed() {
        return new UnreadableValueException("a change of JSON with a path that cannot be read");
    }
}
