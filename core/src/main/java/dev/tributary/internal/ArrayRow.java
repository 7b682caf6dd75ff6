package dev.tributary.internal;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row that holds its values as objects: given by a user, restored from a format, or copied from a lazy row. */
public final class ArrayRow implements Row {

    private static final Object ABSENT = new Object();

    private final TableSchema schema;
    private final @Nullable Object[] values;

    private ArrayRow(TableSchema schema, @Nullable Object[] values) {
        this.schema = schema;
        this.values = values;
    }

    /** Implements {@link Row#of(TableSchema, Object...)}. */
    public static ArrayRow of(TableSchema schema, @Nullable Object... values) {
        if (values.length != schema.size()) {
            throw new IllegalArgumentException("Table " + schema.table() + " has " + schema.size() + " columns, but "
                    + values.length + " values were given");
        }
        @Nullable Object[] own = values.clone();
        for (int i = 0; i < own.length; i++) {
            own[i] = checked(schema, i, own[i]);
        }
        return new ArrayRow(schema, own);
    }

    /** Implements {@link Row#of(TableSchema, Map)}. */
    public static ArrayRow of(TableSchema schema, Map<String, ? extends @Nullable Object> values) {
        Builder builder = new Builder(schema);
        values.forEach((column, value) -> {
            int index = schema.requireIndex(column);
            builder.set(index, checked(schema, index, value));
        });
        return builder.build();
    }

    /** Returns a row of the same values that holds them as objects. */
    public static ArrayRow copyOf(Row row) {
        if (row instanceof ArrayRow already) {
            return already;
        }
        Builder builder = new Builder(row.schema());
        for (int i = 0; i < row.size(); i++) {
            if (row.has(i)) {
                builder.set(i, ObjectValueWriter.stored(row, i));
            }
        }
        return builder.build();
    }

    /** Returns an older row, but of some columns the values that a newer row of the same table holds. */
    public static ArrayRow overlaid(Row older, Row newer, int[] columns) {
        @Nullable Object[] values = copyOf(older).values.clone();
        for (int column : columns) {
            if (newer.has(column)) {
                values[column] = ObjectValueWriter.stored(newer, column);
            }
        }
        return new ArrayRow(older.schema(), values);
    }

    private static @Nullable Object checked(TableSchema schema, int index, @Nullable Object value) {
        Column column = schema.column(index);
        Class<?> javaType = column.type().javaType();
        if (value != null && !javaType.isInstance(value)) {
            throw new IllegalArgumentException("Column '" + column.name() + "' (" + column.type() + ") of table "
                    + schema.table() + " holds " + javaType.getSimpleName() + ", not "
                    + value.getClass().getSimpleName());
        }
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    /** Collects the values of a row, all absent at first. Confined to one thread, for one row. */
    public static final class Builder {

        private final TableSchema schema;
        private final @Nullable Object[] values;

        /** Starts a row of absent values. */
        public Builder(TableSchema schema) {
            this.schema = schema;
            this.values = new Object[schema.size()];
            Arrays.fill(values, ABSENT);
        }

        /** Sets a value that is known to be of its column's Java type, and that nobody else will change. */
        public Builder set(int column, @Nullable Object value) {
            values[column] = value;
            return this;
        }

        /** Sets a date, or a date and time, given as its fields; it may be one that no calendar has. */
        public Builder setFields(
                int column, int year, int month, int day, int hour, int minute, int second, int micros) {
            CalendarFields fields = new CalendarFields(year, month, day, hour, minute, second, micros);
            values[column] = fields.toValueOf(schema.column(column).type().sqlType());
            return this;
        }

        /** Returns the row; the builder is used up. */
        public ArrayRow build() {
            return new ArrayRow(schema, values);
        }
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public boolean has(int column) {
        return values[column] != ABSENT;
    }

    @Override
    public boolean isNull(int column) {
        return values[column] == null;
    }

    @Override
    public Row detach() {
        return this;
    }

    @Override
    public ArrayRow with(String column, @Nullable Object value) {
        return with(schema.requireIndex(column), value);
    }

    /** Returns a row with one value replaced. */
    public ArrayRow with(int column, @Nullable Object value) {
        @Nullable Object[] changed = values.clone();
        changed[column] = checked(schema, column, value);
        return new ArrayRow(schema, changed);
    }

    @Override
    public void write(int column, ValueWriter writer) {
        Object value = values[column];
        if (value == null) {
            writer.writeNull();
        } else if (value == ABSENT) {
            throw absent(this, column);
        } else {
            write(schema.column(column).type(), value, writer);
        }
    }

    private static void write(ColumnType type, Object value, ValueWriter writer) {
        if (value instanceof Integer number) {
            writer.writeLong(number);
        } else if (value instanceof Long number) {
            writer.writeLong(number);
        } else if (value instanceof String text) {
            writer.writeString(text);
        } else if (value instanceof BigDecimal number) {
            writer.writeDecimal(number);
        } else if (value instanceof BigInteger number) {
            writer.writeUnsignedLong(number);
        } else if (value instanceof Boolean bit) {
            writer.writeBoolean(bit);
        } else if (value instanceof Double number) {
            writer.writeDouble(number);
        } else if (value instanceof Float number) {
            writer.writeFloat(number);
        } else if (value instanceof byte[] bytes) {
            writer.writeBytes(bytes, 0, bytes.length);
        } else {
            writeTemporal(type, value, writer);
        }
    }

    private static void writeTemporal(ColumnType type, Object value, ValueWriter writer) {
        if (value instanceof LocalDate date) {
            writer.writeDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
        } else if (value instanceof LocalDateTime time) {
            writer.writeDateTime(
                    time.getYear(),
                    time.getMonthValue(),
                    time.getDayOfMonth(),
                    time.getHour(),
                    time.getMinute(),
                    time.getSecond(),
                    time.getNano() / 1000,
                    type.scale());
        } else if (value instanceof Instant moment) {
            writer.writeTimestamp(moment.getEpochSecond(), moment.getNano() / 1000, type.scale());
        } else if (value instanceof Duration time) {
            Duration size = time.abs();
            writer.writeTime(
                    time.isNegative(),
                    Math.toIntExact(size.toHours()),
                    size.toMinutesPart(),
                    size.toSecondsPart(),
                    size.toNanosPart() / 1000,
                    type.scale());
        } else {
            writeFields(type, (CalendarFields) value, writer);
        }
    }

    private static void writeFields(ColumnType type, CalendarFields f, ValueWriter writer) {
        if (type.sqlType() == SqlType.DATE) {
            writer.writeDate(f.year(), f.month(), f.day());
        } else if (type.sqlType() == SqlType.TIMESTAMP) {
            writer.writeTimestamp(0, 0, type.scale());
        } else {
            writer.writeDateTime(
                    f.year(), f.month(), f.day(), f.hour(), f.minute(), f.second(), f.micros(), type.scale());
        }
    }

    /** Returns the error for asking a column that a row does not hold. */
    public static ValueException absent(Row row, int column) {
        return new ValueException("Column '" + row.schema().column(column).name() + "' of table "
                + row.schema().table() + " is absent from this row, which is not NULL: the binlog's row image does not"
                + " hold it (see binlog_row_image); ask has() first");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayRow that && schema.equals(that.schema) && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema.table(), Arrays.deepHashCode(values));
    }

    /** Names the table and the columns that are held; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return RowText.describe(this);
    }
}
