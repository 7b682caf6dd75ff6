package dev.tributary.internal;

import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a column type from the form that MySQL and MariaDB give it in {@code information_schema.columns.column_type}
 * ({@code int(10) unsigned zerofill}, {@code enum('a','it''s')}), and from {@link ColumnType#toString()}.
 */
public final class ColumnTypeParser {

    private static final Map<String, SqlType> SYNONYMS = Map.ofEntries(
            Map.entry("integer", SqlType.INT),
            Map.entry("numeric", SqlType.DECIMAL),
            Map.entry("real", SqlType.DOUBLE),
            Map.entry("double precision", SqlType.DOUBLE),
            Map.entry("point", SqlType.GEOMETRY),
            Map.entry("linestring", SqlType.GEOMETRY),
            Map.entry("polygon", SqlType.GEOMETRY),
            Map.entry("multipoint", SqlType.GEOMETRY),
            Map.entry("multilinestring", SqlType.GEOMETRY),
            Map.entry("multipolygon", SqlType.GEOMETRY),
            Map.entry("geomcollection", SqlType.GEOMETRY),
            Map.entry("geometrycollection", SqlType.GEOMETRY));

    private final String text;
    private int at;

    private ColumnTypeParser(String text) {
        this.text = text;
    }

    /**
     * Parses a type.
     *
     * @throws IllegalArgumentException if the text is no type that is known
     */
    public static ColumnType parse(String text) {
        return new ColumnTypeParser(text).type();
    }

    private ColumnType type() {
        SqlType sqlType = sqlType(word());
        ColumnType type = ColumnType.of(sqlType);
        if (peek() == '(') {
            at++;
            type = peek() == '\'' ? type.withMembers(members()) : sized(type, numbers());
        }
        for (String attribute = word(); !attribute.isEmpty(); attribute = word()) {
            switch (attribute) {
                case "unsigned" -> type = type.withUnsigned(true);
                case "charset" -> type = type.withCharset(word());
                case "collate" -> type = collated(type, word());
                default -> {
                    // zerofill, /* mariadb-5.3 */ and the like say nothing of the value
                }
            }
        }
        return type;
    }

    private static ColumnType collated(ColumnType type, String collation) {
        int end = collation.indexOf('_');
        ColumnType complete =
                type.charset().isEmpty() ? type.withCharset(end < 0 ? collation : collation.substring(0, end)) : type;
        return complete.withCollation(collation);
    }

    private SqlType sqlType(String name) {
        SqlType synonym = SYNONYMS.get(name);
        if (synonym != null) {
            return synonym;
        }
        try {
            return SqlType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("'" + text + "' is no column type that is known", unknown);
        }
    }

    private static ColumnType sized(ColumnType type, List<Integer> numbers) {
        SqlType sqlType = type.sqlType();
        if (sqlType.isTemporal()) {
            return type.withScale(numbers.get(0));
        }
        if (sqlType == SqlType.DECIMAL) {
            ColumnType precise = type.withLength(numbers.get(0));
            return numbers.size() > 1 ? precise.withScale(numbers.get(1)) : precise;
        }
        boolean displayOnly =
                sqlType.isInteger() || sqlType == SqlType.YEAR || sqlType == SqlType.FLOAT || sqlType == SqlType.DOUBLE;
        return displayOnly ? type : type.withLength(numbers.get(0));
    }

    private List<Integer> numbers() {
        int end = text.indexOf(')', at);
        if (end < 0) {
            throw malformed();
        }
        List<Integer> numbers = new ArrayList<>();
        try {
            for (String number : text.substring(at, end).split(",", -1)) {
                numbers.add(Integer.parseInt(number.strip()));
            }
        } catch (NumberFormatException notANumber) {
            throw (IllegalArgumentException) malformed().initCause(notANumber);
        }
        at = end + 1;
        return numbers;
    }

    private List<String> members() {
        List<String> members = new ArrayList<>();
        char separator;
        do {
            members.add(quoted());
            separator = next();
        } while (separator == ',');
        if (separator != ')') {
            throw malformed();
        }
        return members;
    }

    private String quoted() {
        if (next() != '\'') {
            throw malformed();
        }
        StringBuilder member = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '\'') {
                if (peek() != '\'') {
                    return member.toString();
                }
                at++;
            }
            member.append(c);
        }
    }

    private String word() {
        while (peek() == ' ') {
            at++;
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '(') {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
        if (at >= text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("'" + text + "' is no well-formed column type: stopped at character " + at);
    }
}
