package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.SqlType;
import dev.tributary.internal.ArrayRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Reads the JSON form of a column's value: the one that {@link JsonBuffer} documents, and those of {@link JsonForm}.
 */
final class ColumnReader {

    private static final int MILLIS_DIGITS = 3;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private ColumnReader() {}

    static void read(JsonReader json, Column column, int index, ArrayRow.Builder row) {
        if (json.isNull()) {
            row.set(index, null);
            return;
        }
        try {
            if (column.type().sqlType().isTemporal()) {
                temporal(json, column.type(), index, row);
            } else {
                row.set(index, value(json, column.type()));
            }
        } catch (DecodeException wrongToken) {
            throw new DecodeException(
                    "Column '" + column.name() + "' (" + column.type() + "): " + wrongToken.getMessage(), wrongToken);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException malformed) {
            // The cause quotes the value, which must not get into logs.
            throw new DecodeException("Column '" + column.name() + "' (" + column.type() + "): "
                    + json.expected(form(column.type())).getMessage());
        }
    }

    private static void temporal(JsonReader json, ColumnType type, int index, ArrayRow.Builder row) {
        if (json.isString() || type.sqlType() == SqlType.TIMESTAMP) {
            TemporalText.read(json.string(), type, index, row);
            return;
        }
        long number = json.integer();
        switch (type.sqlType()) {
            case DATE -> row.set(index, LocalDate.ofEpochDay(number));
            case TIME -> row.set(index, Duration.of(number, ChronoUnit.MICROS));
            default -> {
                boolean micros = type.scale() > MILLIS_DIGITS;
                row.set(index, EPOCH.plus(number, micros ? ChronoUnit.MICROS : ChronoUnit.MILLIS));
            }
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
            return new BigDecimal(json.digits());
        }
        if (javaType == BigInteger.class) {
            return unsigned(json.digits());
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
