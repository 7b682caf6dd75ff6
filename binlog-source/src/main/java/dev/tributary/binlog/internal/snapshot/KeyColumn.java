package dev.tributary.binlog.internal.snapshot;

import dev.tributary.Column;
import dev.tributary.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A column of the key by which a table is cut into chunks, and how its values are compared in SQL, in the order that the
 * server itself gives them: text under the column's collation, the members of an enum by their numbers.
 *
 * <p>Immutable.
 *
 * @param column its index in the table
 * @param name quoted
 * @param collation empty where it is no text
 * @param descending whether the key has it in descending order
 */
record KeyColumn(int column, String name, Column definition, String collation, boolean descending) {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern QUOTABLE = Pattern.compile("[-0-9a-fA-F:. ]*");

    /** An enum of more members is compared by number, for which the server reads the index from its beginning. */
    private static final int MOST_LISTED = 1000;

    private SqlType type() {
        return definition.type().sqlType();
    }

    /** What to select for a value that {@link #equal} and its like take. */
    String expression() {
        return switch (type()) {
            case ENUM, SET, BIT -> "CAST(" + name + " AS UNSIGNED)";
            case FLOAT, DOUBLE -> "(" + name + " + 0e0)"; // else digits are left out
            default -> name;
        };
    }

    String order() {
        return descending ? name + " DESC" : name;
    }

    String equal(byte[] value) {
        return name + " = " + literal(value);
    }

    String behind(byte[] value) {
        return beyond(value, !descending);
    }

    String before(byte[] value) {
        return beyond(value, descending);
    }

    private String beyond(byte[] value, boolean greater) {
        int members = definition.type().members().size();
        if (type() != SqlType.ENUM || members > MOST_LISTED) {
            return name + (greater ? " > " : " < ") + literal(value);
        }
        // The server finds members in an index when it is asked for each, not when it is asked for those beyond one.
        int number = Integer.parseInt(literal(value));
        String listed = (greater ? IntStream.rangeClosed(number + 1, members) : IntStream.range(0, number))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return listed.isEmpty() ? "FALSE" : name + " IN (" + listed + ")";
    }

    private String literal(byte[] value) {
        return switch (type()) {
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
                "_" + definition.type().charset() + " X'" + hex(value) + "' COLLATE " + collation;
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> "X'" + hex(value) + "'";
            case FLOAT, DOUBLE -> approximate(checked(value, NUMBER));
            case DATE, TIME, DATETIME, TIMESTAMP, UUID, INET4, INET6 -> "'" + checked(value, QUOTABLE) + "'";
            default -> checked(value, NUMBER);
        };
    }

    private static String hex(byte[] value) {
        return HexFormat.of().formatHex(value);
    }

    private static String approximate(String number) {
        return number.indexOf('e') < 0 ? number + "e0" : number;
    }

    /** What goes into a statement comes from a server or a saved position, and is believed by neither. */
    private String checked(byte[] value, Pattern form) {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("A value of column " + name + " of type " + definition.type()
                    + " is expected, but it has other characters");
        }
        return text;
    }
}
