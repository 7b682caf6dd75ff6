package dev.tributary.internal;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** The conversions of {@link Row}'s typed getters: those that lose nothing. */
public final class Conversions {

    private Conversions() {}

    /** Returns the value if it is of the class that is asked for. */
    public static <T> T cast(Row row, int column, Class<T> type) {
        Object value = notNull(row, column, type.getSimpleName());
        if (!type.isInstance(value)) {
            throw wrongType(row, column, type.getSimpleName());
        }
        return type.cast(value);
    }

    /** Implements {@link Row#getBoolean(int)}. */
    public static boolean toBoolean(Row row, int column) {
        Object value = notNull(row, column, "boolean");
        if (value instanceof Boolean bit) {
            return bit;
        }
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue() != 0;
        }
        throw wrongType(row, column, "boolean");
    }

    /** Implements {@link Row#getInt(int)}. */
    public static int toInt(Row row, int column) {
        long value = toLong(row, column);
        if (value != (int) value) {
            throw tooLarge(row, column, "int");
        }
        return (int) value;
    }

    /** Implements {@link Row#getLong(int)}. */
    public static long toLong(Row row, int column) {
        Object value = notNull(row, column, "long");
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            if (big.bitLength() > 63) {
                throw tooLarge(row, column, "long");
            }
            return big.longValue();
        }
        throw wrongType(row, column, "long");
    }

    /** Implements {@link Row#getBigInteger(int)}. */
    public static BigInteger toBigInteger(Row row, int column) {
        Object value = notNull(row, column, "BigInteger");
        if (value instanceof BigInteger big) {
            return big;
        }
        if (value instanceof Integer || value instanceof Long) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        throw wrongType(row, column, "BigInteger");
    }

    /** Implements {@link Row#getDouble(int)}. */
    public static double toDouble(Row row, int column) {
        Object value = notNull(row, column, "double");
        if (value instanceof Double || value instanceof Float || value instanceof Integer) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Long number) {
            if ((long) (double) number != number || number == Long.MAX_VALUE) {
                throw tooLarge(row, column, "double");
            }
            return number;
        }
        throw wrongType(row, column, "double");
    }

    /** Implements {@link Row#getDecimal(int)}. */
    public static BigDecimal toDecimal(Row row, int column) {
        Object value = notNull(row, column, "BigDecimal");
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        if (value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        throw wrongType(row, column, "BigDecimal");
    }

    private static Object notNull(Row row, int column, String wanted) {
        Object value = row.get(column);
        if (value == null) {
            throw new ValueException(name(row, column) + " is NULL, which is no " + wanted + "; ask isNull() first");
        }
        return value;
    }

    private static ValueException wrongType(Row row, int column, String wanted) {
        Column definition = row.schema().column(column);
        return new ValueException(name(row, column) + " is of type " + definition.type() + ", whose Java type is "
                + definition.type().javaType().getSimpleName() + ", not " + wanted
                + "; getText gives any value as text");
    }

    private static ValueException tooLarge(Row row, int column, String wanted) {
        return new ValueException(
                name(row, column) + " (" + row.schema().column(column).type() + ") holds a number that " + wanted
                        + " cannot hold; use get, getBigInteger or getText");
    }

    private static String name(Row row, int column) {
        return "Column '" + row.schema().column(column).name() + "' of table "
                + row.schema().table();
    }
}
