package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.internal.ArrayRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;

/** Reads the JSON form of a column's value, which {@link JsonBuffer} documents. */
final class ColumnReader {

    private ColumnReader() {}

    static void read(JsonReader json, Column column, int index, ArrayRow.Builder row) {
        if (json.isNull()) {
            row.set(index, null);
            return;
        }
        try {
            if (column.type().sqlType().isTemporal()) {
                TemporalText.read(json.string(), column.type(), index, row);
            } else {
                row.set(index, value(json, column.type()));
            }
        } catch (DecodeException wrongToken) {
            throw new DecodeException(
                    "Column '" + column.name() + "' (" + column.type() + "): " + wrongToken.getMessage(), wrongToken);
        } catch (IllegalArgumentException | ArithmeticException malformed) {
            // The cause quotes the value, which must not get into logs.
            throw new DecodeException("Column '" + column.name() + "' (" + column.type() + "): "
                    + json.expected(form(column.type())).getMessage());
        }
    }

    private static Object value(JsonReader json, ColumnType type) {
        Class<?> javaType = type.javaType();
        if (javaType == String.class) {
            return json.string();
        }
        if (javaType == Integer.class) {
            return Math.toIntExact(json.integer());
        }
        if (javaType == Long.class) {
            return json.integer();
        }
        if (javaType == BigDecimal.class) {
            return new BigDecimal(json.string());
        }
        if (javaType == BigInteger.class) {
            return unsigned(json.string());
        }
        if (javaType == Boolean.class) {
            return json.bool();
        }
        if (javaType == Float.class) {
            return Float.valueOf(json.digits());
        }
        return javaType == Double.class
                ? (Object) Double.valueOf(json.digits())
                : Base64.getDecoder().decode(json.string());
    }

    private static BigInteger unsigned(String digits) {
        BigInteger value = new BigInteger(digits);
        if (value.signum() < 0 || value.bitLength() > 64) {
            throw new IllegalArgumentException("no unsigned integer of 64 bits");
        }
        return value;
    }

    private static String form(ColumnType type) {
        return switch (type.sqlType()) {
            case DATE -> "a date such as \"2024-01-31\"";
            case DATETIME -> "a time such as \"2024-01-31T23:59:59\"";
            case TIMESTAMP -> "a moment such as \"2024-01-31T23:59:59Z\"";
            case TIME -> "a span such as \"-12:34:56\"";
            case DECIMAL, BIGINT, BIT -> "text of digits";
            case FLOAT, DOUBLE -> "a number";
            default -> type.sqlType().isInteger() ? "an integer of 32 bits" : "bytes in base64";
        };
    }
}
