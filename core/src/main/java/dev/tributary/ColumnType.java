package dev.tributary;

import dev.tributary.internal.ColumnTypeParser;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/**
 * The type of a column: its {@link SqlType} with length, sign, fractional digits, character set or members.
 *
 * <p>Printed and parsed in the form of {@code information_schema.columns.column_type}, with the collation added where there is
 * one, or the character set where no more is known: {@code bigint unsigned}, {@code decimal(10,2)}, {@code varchar(100)
 * collate utf8mb4_0900_ai_ci}, {@code varchar(100) charset utf8mb4}, {@code enum('a','b')}, {@code datetime(6)}.
 *
 * <p>Immutable.
 */
public final class ColumnType {

    private final SqlType sqlType;
    private final boolean unsigned;
    private final int length;
    private final int scale;
    private final String charset;
    private final String collation;
    private final List<String> members;

    private ColumnType(
            SqlType sqlType,
            boolean unsigned,
            int length,
            int scale,
            String charset,
            String collation,
            List<String> members) {
        this.sqlType = sqlType;
        this.unsigned = unsigned;
        this.length = length;
        this.scale = scale;
        this.charset = charset;
        this.collation = collation;
        this.members = members;
    }

    /** Returns the type with no attribute: signed, without length, scale, character set or members. */
    public static ColumnType of(SqlType sqlType) {
        return new ColumnType(Objects.requireNonNull(sqlType, "sqlType"), false, 0, 0, "", "", List.of());
    }

    /**
     * Reads the form that {@link #toString()} prints and {@code information_schema.columns.column_type} holds.
     *
     * @throws IllegalArgumentException if the text is no type that is known
     */
    public static ColumnType parse(String text) {
        return ColumnTypeParser.parse(text);
    }

    /** Returns this type with a sign ({@code false}) or without ({@code true}). */
    public ColumnType withUnsigned(boolean value) {
        return new ColumnType(sqlType, value, length, scale, charset, collation, members);
    }

    /** Returns this type with a length: characters of text, bytes of binary, bits, or digits of a decimal; 0 for none. */
    public ColumnType withLength(int value) {
        return new ColumnType(sqlType, unsigned, checkNotNegative("length", value), scale, charset, collation, members);
    }

    /** Returns this type with a number of fractional digits: 0 to 30 for decimals, 0 to 6 for times. */
    public ColumnType withScale(int value) {
        return new ColumnType(sqlType, unsigned, length, checkNotNegative("scale", value), charset, collation, members);
    }

    /** Returns this type with a character set by the server's name, such as {@code utf8mb4}; empty for none. */
    public ColumnType withCharset(String value) {
        return new ColumnType(
                sqlType, unsigned, length, scale, Objects.requireNonNull(value, "charset"), collation, members);
    }

    /**
     * Returns this type with a collation by the server's name, such as {@code utf8mb4_0900_ai_ci}, which says what texts are
     * equal; empty for none.
     */
    public ColumnType withCollation(String value) {
        return new ColumnType(
                sqlType, unsigned, length, scale, charset, Objects.requireNonNull(value, "collation"), members);
    }

    /** Returns this type with the members of an enum or a set, in the order of their definition. */
    public ColumnType withMembers(List<String> values) {
        return new ColumnType(sqlType, unsigned, length, scale, charset, collation, List.copyOf(values));
    }

    private static int checkNotNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " must not be negative, but is " + value);
        }
        return value;
    }

    /** Returns the SQL type without attributes. */
    public SqlType sqlType() {
        return sqlType;
    }

    /** Returns whether a number has no sign. */
    public boolean unsigned() {
        return unsigned;
    }

    /** Returns characters of text, bytes of binary, bits, or digits of a decimal; 0 where the type has no length. */
    public int length() {
        return length;
    }

    /** Returns the number of fractional digits of decimals and times. */
    public int scale() {
        return scale;
    }

    /** Returns the character set by the server's name; empty where there is none or it is not known. */
    public String charset() {
        return charset;
    }

    /** Returns the collation by the server's name; empty where there is none or it is not known. */
    public String collation() {
        return collation;
    }

    /** Returns the members of an enum or a set in the order of their definition; empty for other types. */
    public List<String> members() {
        return members;
    }

    /** Returns the one class that values of this type have in Java. */
    public Class<?> javaType() {
        if (sqlType == SqlType.BIT && length <= 1) {
            return Boolean.class;
        }
        if (unsigned && sqlType == SqlType.INT) {
            return Long.class;
        }
        return unsigned && sqlType == SqlType.BIGINT ? BigInteger.class : sqlType.javaType();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnType that
                && sqlType == that.sqlType
                && unsigned == that.unsigned
                && length == that.length
                && scale == that.scale
                && charset.equals(that.charset)
                && collation.equals(that.collation)
                && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sqlType, unsigned, length, scale, charset, collation, members);
    }

    /** Returns the type as SQL spells it, such as {@code decimal(10,2) unsigned}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(sqlType.sqlName());
        if (!members.isEmpty()) {
            appendMembers(text);
        } else if (sqlType == SqlType.DECIMAL && length > 0) {
            text.append('(').append(length).append(',').append(scale).append(')');
        } else if (sqlType.isTemporal() && scale > 0) {
            text.append('(').append(scale).append(')');
        } else if (length > 0) {
            text.append('(').append(length).append(')');
        }
        if (unsigned) {
            text.append(" unsigned");
        }
        if (!charset.isEmpty() && !charset.equals(charsetOf(collation))) {
            text.append(" charset ").append(charset);
        }
        if (!collation.isEmpty()) {
            text.append(" collate ").append(collation);
        }
        return text.toString();
    }

    /** Returns the character set that the name of a collation begins with; empty for one that has none. */
    private static String charsetOf(String collation) {
        int end = collation.indexOf('_');
        return end < 0 ? collation : collation.substring(0, end);
    }

    private void appendMembers(StringBuilder text) {
        char separator = '(';
        for (String member : members) {
            text.append(separator)
                    .append('\'')
                    .append(member.replace("'", "''"))
                    .append('\'');
            separator = ',';
        }
        text.append(')');
    }
}
