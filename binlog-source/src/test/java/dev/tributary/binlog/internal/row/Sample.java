package dev.tributary.binlog.internal.row;

import java.util.Arrays;
import java.util.List;

/**
 * A column of a test's table and values for it.
 *
 * @param definition the column's type in SQL
 * @param kind how the server is asked for its text
 * @param literals SQL expressions of values; besides them, NULL is always tried
 */
public record Sample(String definition, Kind kind, List<String> literals) {

    /** How the server is asked for the text of a value. */
    public enum Kind {
        /** As it is. */
        PLAIN("%s"),
        /** The server prints a FLOAT with six digits unless it is made a DOUBLE, which has the same value. */
        FLOAT("%s + 0e0"),
        /** Bits as a number. */
        BITS("%s + 0"),
        /** Bytes in hexadecimal. */
        BYTES("CONCAT('0x', HEX(%s))");

        private final String expression;

        Kind(String expression) {
            this.expression = expression;
        }

        public String expression(String column) {
            return expression.replace("%s", column);
        }
    }

    public static Sample of(String definition, Kind kind, String... literals) {
        return new Sample(definition, kind, List.of(literals));
    }

    public static Sample plain(String definition, String... literals) {
        return of(definition, Kind.PLAIN, literals);
    }

    /** Values that are written without quotes here. */
    public static Sample quoted(String definition, String... values) {
        return new Sample(
                definition,
                Kind.PLAIN,
                Arrays.stream(values)
                        .map(value -> "'" + value.replace("\\", "\\\\").replace("'", "''") + "'")
                        .toList());
    }

    /** The value at an index, which may be beyond the last; NULL follows the last. */
    public String literal(int index) {
        int i = index % (literals.size() + 1);
        return i == literals.size() ? "NULL" : literals.get(i);
    }
}
