package dev.tributary.avro.internal;

import dev.tributary.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/** Makes values of columns from those of Avro, as its generic reader gives them without conversions. */
final class ColumnValues {

    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private ColumnValues() {}

    static Object of(ColumnType type, Object value) {
        return switch (ColumnForm.of(type)) {
            case INT -> ((Number) value).intValue();
            case LONG -> ((Number) value).longValue();
            case BOOLEAN, FLOAT, DOUBLE -> value;
            case TEXT -> value.toString();
            case BYTES -> bytes(value);
            case UNSIGNED -> new BigInteger(bytes(value));
            case DECIMAL -> new BigDecimal(new BigInteger(bytes(value)), type.scale());
            case DATE -> LocalDate.ofEpochDay(((Number) value).longValue());
            case TIME -> Duration.of(((Number) value).longValue(), ChronoUnit.MICROS);
            case DATETIME -> EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS);
            case TIMESTAMP -> Instant.EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS);
        };
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
