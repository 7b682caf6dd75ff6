package dev.tributary.testkit.internal.diff;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.HexFormat;

/** A column's value as text that is equal for equal values. Texts are quoted, so that they cannot look like NULL. */
final class ComparableValue {
    private static final String NULL = "NULL";

    /** Connector/J makes a date of it. */
    private static final String YEAR = "YEAR";

    private ComparableValue() {}

    /** The value as the server prints it. */
    static String printed(ResultSet result, int column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        if (bytes == null) {
            return NULL;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return switch (result.getMetaData().getColumnType(column)) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB, Types.BIT -> hex(bytes);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.REAL, Types.DOUBLE ->
                text;
            default -> quoted(text);
        };
    }

    /** The value by its meaning, whatever type the database or its driver has for it. */
    static String meant(ResultSet result, int column) throws SQLException {
        boolean isYear = result.getMetaData().getColumnTypeName(column).equals(YEAR);
        Object value = isYear ? result.getBigDecimal(column) : result.getObject(column);
        if (value == null) {
            return NULL;
        } else if (value instanceof byte[] bytes) {
            return hex(bytes);
        } else if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        } else if (value instanceof Double || value instanceof Float) {
            return String.valueOf(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        } else if (value instanceof LocalDateTime time) {
            return time.toString();
        } else if (value instanceof Timestamp time) {
            return time.toLocalDateTime().toString();
        } else if (value instanceof Date date) {
            return date.toLocalDate().toString();
        } else if (value instanceof Time time) {
            return time.toLocalTime().toString();
        }
        return quoted(result.getString(column));
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
