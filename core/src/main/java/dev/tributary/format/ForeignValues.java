package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.SqlType;
import dev.tributary.format.JsonTree.Digits;
import dev.tributary.internal.ArrayRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads values as other programs write them. The form of a value is the name that Connect's schema gives its type, or
 * the type's own; {@link #CANAL}; or {@link #UNKNOWN}.
 */
final class ForeignValues {

    /** Text for all values, as Canal writes it. */
    static final String CANAL = "canal";

    /** Nothing is known but the value and its column. */
    static final String UNKNOWN = "";

    /** Text that stands for itself. */
    static final String STRING = "string";

    private static final int MILLIS_DIGITS = 3;
    private static final int LENGTH_OF_DATE = 10;
    private static final int LENGTH_OF_TIME = 8;
    private static final int BASE64_GROUP = 4;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private ForeignValues() {}

    static void set(ArrayRow.Builder row, int index, Column column, String form, @Nullable Object json) {
        if (json == null) {
            row.set(index, null);
            return;
        }
        try {
            if (column.type().sqlType().isTemporal()) {
                setTemporal(row, index, column.type(), form, json);
            } else {
                row.set(index, value(column.type(), form, json));
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException malformed) {
            // The cause quotes the value, which must not get into logs.
            throw new DecodeException("Column '" + column.name() + "' (" + column.type() + ") has " + kind(json)
                    + " that is no value of its type" + (form.isEmpty() ? "" : " in the form '" + form + "'"));
        }
    }

    private static String kind(Object json) {
        if (json instanceof Digits) {
            return "a number";
        }
        if (json instanceof String) {
            return "a text";
        }
        return json instanceof Boolean ? "a boolean" : "an object or array";
    }

    private static void setTemporal(ArrayRow.Builder row, int index, ColumnType type, String form, Object json) {
        if (json instanceof String text) {
            setTemporal(row, index, type, text);
            return;
        }
        long number = integer(json).longValueExact();
        switch (type.sqlType()) {
            case DATE -> row.set(index, LocalDate.ofEpochDay(number));
            case TIME -> row.set(index, Duration.of(number, unit(form, ChronoUnit.MICROS)));
            case TIMESTAMP ->
                row.set(index, EPOCH.plus(number, unit(form, unit(type))).toInstant(ZoneOffset.UTC));
            default -> row.set(index, EPOCH.plus(number, unit(form, unit(type))));
        }
    }

    private static ChronoUnit unit(ColumnType type) {
        return type.scale() > MILLIS_DIGITS ? ChronoUnit.MICROS : ChronoUnit.MILLIS;
    }

    private static ChronoUnit unit(String form, ChronoUnit otherwise) {
        return switch (form) {
            case ConnectTypes.CONNECT_TIME, ConnectTypes.CONNECT_TIMESTAMP, ConnectTypes.TIME, ConnectTypes.TIMESTAMP ->
                ChronoUnit.MILLIS;
            case ConnectTypes.MICRO_TIME, ConnectTypes.MICRO_TIMESTAMP -> ChronoUnit.MICROS;
            case ConnectTypes.NANO_TIME, ConnectTypes.NANO_TIMESTAMP -> ChronoUnit.NANOS;
            default -> otherwise;
        };
    }

    /** Reads times of ISO 8601 and those of SQL, with a time zone or without, which means UTC. */
    private static void setTemporal(ArrayRow.Builder row, int index, ColumnType type, String text) {
        SqlType sqlType = type.sqlType();
        String iso = text;
        if (sqlType == SqlType.DATE || sqlType == SqlType.TIME) {
            iso = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
        } else if (text.length() > LENGTH_OF_DATE) {
            iso = text.substring(0, LENGTH_OF_DATE) + "T" + text.substring(LENGTH_OF_DATE + 1);
            boolean moment = sqlType == SqlType.TIMESTAMP;
            if (iso.endsWith("Z")) {
                iso = moment ? iso : iso.substring(0, iso.length() - 1);
            } else if (moment && hasOffset(iso)) {
                row.set(index, OffsetDateTime.parse(iso).toInstant());
                return;
            } else if (moment) {
                iso += "Z";
            }
        }
        TemporalText.read(iso, type, index, row);
    }

    private static boolean hasOffset(String iso) {
        int clock = LENGTH_OF_DATE + 1 + LENGTH_OF_TIME;
        return iso.indexOf('+', clock) >= 0 || iso.indexOf('-', clock) >= 0;
    }

    private static Object value(ColumnType type, String form, Object json) {
        Class<?> javaType = type.javaType();
        if (javaType == String.class) {
            return text(json);
        }
        if (javaType == Integer.class) {
            return Math.toIntExact(integer(json).longValueExact());
        }
        if (javaType == Long.class) {
            return integer(json).longValueExact();
        }
        if (javaType == BigDecimal.class) {
            return decimal(type, form, json);
        }
        if (javaType == BigInteger.class) {
            return unsigned(type, form, json);
        }
        if (javaType == Boolean.class) {
            return json instanceof Boolean ? json : (Object) (integer(json).signum() != 0);
        }
        if (javaType == Float.class) {
            return Float.valueOf(text(json));
        }
        return javaType == Double.class ? (Object) Double.valueOf(text(json)) : bytes(form, json);
    }

    private static String text(Object json) {
        if (json instanceof String text) {
            return text;
        }
        JsonBuffer buffer = new JsonBuffer();
        JsonTree.write(json, buffer);
        return new String(buffer.toBytes(), StandardCharsets.UTF_8);
    }

    private static BigInteger integer(Object json) {
        if (json instanceof Boolean bool) {
            return bool ? BigInteger.ONE : BigInteger.ZERO;
        }
        return new BigDecimal(text(json)).toBigIntegerExact();
    }

    private static BigDecimal decimal(ColumnType type, String form, Object json) {
        if (form.equals(ConnectTypes.DECIMAL) && json instanceof String base64) {
            return new BigDecimal(new BigInteger(base64(base64)), type.scale());
        }
        if (form.equals(UNKNOWN) && json instanceof String text && !text.contains(".")) {
            return undescribed(type, text);
        }
        return new BigDecimal(text(json));
    }

    /**
     * Without a description a text may be digits, or what Debezium writes by default: the bytes of a number in base64.
     */
    private static BigDecimal undescribed(ColumnType type, String text) {
        boolean digits = text.matches("-?\\d+");
        boolean groups = text.length() % BASE64_GROUP == 0 && !text.startsWith("-");
        if (digits && groups) {
            throw new DecodeException("A text for a " + type + " may be digits or base64, and nothing tells which: let"
                    + " Debezium write decimals as text with a point, or Connect's schema (schemas.enable)");
        }
        return digits ? new BigDecimal(text) : new BigDecimal(new BigInteger(base64(text)), type.scale());
    }

    private static BigInteger unsigned(ColumnType type, String form, Object json) {
        if (json instanceof String text && !form.equals(STRING) && !form.equals(CANAL)) {
            boolean bits = type.sqlType() == SqlType.BIT;
            if (form.equals(ConnectTypes.DECIMAL)) {
                return new BigInteger(base64(text));
            }
            if (bits) {
                return littleEndian(base64(text));
            }
        }
        BigInteger value = integer(json);
        // Where all integers have a sign, the upper half of the unsigned ones looks negative.
        return value.signum() < 0 ? value.add(BigInteger.TWO.pow(Long.SIZE)) : value;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static byte[] bytes(String form, Object json) {
        if (json instanceof String text) {
            return form.equals(CANAL) ? text.getBytes(StandardCharsets.ISO_8859_1) : base64(text);
        }
        Map<String, @Nullable Object> geometry = JsonTree.asObject(json);
        if (geometry != null && geometry.get("wkb") instanceof String wkb) {
            return geometry(base64(wkb), (int) JsonTree.integer(geometry, "srid", 0));
        }
        List<@Nullable Object> floats = JsonTree.asList(json);
        if (floats.isEmpty()) {
            throw new IllegalArgumentException("no bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * floats.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Object element : floats) {
            bytes.putFloat(Float.parseFloat(element == null ? "null" : text(element)));
        }
        return bytes.array();
    }

    /** Returns a spatial value as the server stores it. */
    private static byte[] geometry(byte[] wkb, int srid) {
        return ByteBuffer.allocate(Integer.BYTES + wkb.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(srid)
                .put(wkb)
                .array();
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }
}
