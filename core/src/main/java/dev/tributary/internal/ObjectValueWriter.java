package dev.tributary.internal;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.ValueException;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Java object of a value from what a row writes, so that objects and text come from one decoder and cannot
 * differ. A date that no calendar has becomes {@link CalendarFields}.
 */
public final class ObjectValueWriter implements ValueWriter {

    private final ColumnType type;
    private @Nullable Object value;

    private ObjectValueWriter(ColumnType type) {
        this.type = type;
    }

    /**
     * Returns a row's value as the Java type of its column; null for NULL.
     *
     * @throws ValueException if the column is absent or holds a date that no calendar has
     */
    public static @Nullable Object value(Row row, int column) {
        Object value = stored(row, column);
        if (value instanceof CalendarFields) {
            Column definition = row.schema().column(column);
            throw new ValueException("Column '" + definition.name() + "' of table "
                    + row.schema().table() + " holds '" + row.getText(column) + "', which is no "
                    + definition.type().javaType().getSimpleName() + "; getText gives it as it is");
        }
        return value;
    }

    /** Returns a row's value as {@link #value} does, but {@link CalendarFields} for a date that no calendar has. */
    static @Nullable Object stored(Row row, int column) {
        ObjectValueWriter writer =
                new ObjectValueWriter(row.schema().column(column).type());
        row.write(column, writer);
        return writer.value;
    }

    @Override
    public void writeNull() {
        value = null;
    }

    @Override
    public void writeBoolean(boolean bit) {
        value = bit;
    }

    @Override
    public void writeLong(long number) {
        Class<?> javaType = type.javaType();
        if (javaType == Integer.class) {
            value = Math.toIntExact(number);
        } else if (javaType == BigInteger.class) {
            value = BigInteger.valueOf(number);
        } else {
            value = number;
        }
    }

    @Override
    public void writeUnsignedLong(long number) {
        BigInteger low = BigInteger.valueOf(number & Long.MAX_VALUE);
        value = number < 0 ? low.setBit(63) : low;
    }

    @Override
    public void writeFloat(float number) {
        value = number;
    }

    @Override
    public void writeDouble(double number) {
        value = number;
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        value = new BigDecimal(new String(digits, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeDecimal(BigDecimal number) {
        value = number;
    }

    @Override
    public void writeUnsignedLong(BigInteger number) {
        value = number;
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        value = new String(text, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void writeString(String text) {
        value = text;
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        value = Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        CalendarFields fields = new CalendarFields(year, month, day, 0, 0, 0, 0);
        LocalDate date = fields.toDate();
        value = date == null ? fields : date;
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        Duration time =
                Duration.ofSeconds(hours * 3600L + minutes * 60L + seconds).plusNanos(micros * 1000L);
        value = negative ? time.negated() : time;
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        if (CalendarFields.isInEveryMonth(month, day)) {
            value = LocalDateTime.of(year, month, day, hour, minute, second, micros * 1000);
            return;
        }
        CalendarFields fields = new CalendarFields(year, month, day, hour, minute, second, micros);
        LocalDateTime dateTime = fields.toDateTime();
        value = dateTime == null ? fields : dateTime;
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        boolean zero = epochSecond == 0 && micros == 0;
        value = zero ? CalendarFields.ZERO : Instant.ofEpochSecond(epochSecond, micros * 1000L);
    }
}
