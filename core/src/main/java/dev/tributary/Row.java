package dev.tributary;

import dev.tributary.internal.ArrayRow;
import dev.tributary.internal.Conversions;
import dev.tributary.internal.ObjectValueWriter;
import dev.tributary.internal.TextValueWriter;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a table's row, in the order of its columns. A row can hold fewer than all columns (a binlog written
 * with a minimal row image): {@link #has} tells; an absent value is not NULL.
 *
 * <p>Each value has the one Java type that {@link SqlType} documents; the typed getters convert where nothing is lost
 * and throw {@link ValueException} where something would be: for an absent column, for NULL, for another type, for a
 * number too large, and for dates that no calendar has, such as {@code 0000-00-00}. {@link #getText} gives every value
 * as the server prints it.
 *
 * <p>A row may be lazy: it keeps the bytes of its event and decodes a column when it is asked. It is immutable, safe
 * for use by any thread and valid for ever. {@link #detach()} copies it out of a larger event when it is to be kept for
 * long.
 */
public interface Row {

    /**
     * Returns a row of the given values, one for each column of the schema.
     *
     * @param values of the Java type of their column, or null for NULL
     * @throws IllegalArgumentException if there are more or fewer values than columns, or one is of another type
     */
    static Row of(TableSchema schema, @Nullable Object... values) {
        return ArrayRow.of(schema, values);
    }

    /**
     * Returns a row that holds only the named columns.
     *
     * @throws IllegalArgumentException if the schema has no such column, or a value is not of its column's Java type
     */
    static Row of(TableSchema schema, Map<String, ? extends @Nullable Object> values) {
        return ArrayRow.of(schema, values);
    }

    /** Returns the columns that the indexes of this row refer to. */
    TableSchema schema();

    /** Returns whether this row holds the column at an index; its value may still be NULL. */
    boolean has(int column);

    /** Returns whether the value is NULL. False for an absent column. */
    boolean isNull(int column);

    /**
     * Returns the value in its column's Java type, or null for NULL. An array is the caller's own copy.
     *
     * @throws ValueException if the column is absent or its value does not fit its Java type
     */
    default @Nullable Object get(int column) {
        return ObjectValueWriter.value(this, column);
    }

    /**
     * Hands the value to a writer, without making an object of it where the row can.
     *
     * @throws ValueException if the column is absent
     */
    void write(int column, ValueWriter writer);

    /** Returns a row of the same values that shares no memory with its event. */
    Row detach();

    /**
     * Returns a row with one value replaced; this one stays as it is.
     *
     * @param value of the column's Java type, or null for NULL
     * @throws IllegalArgumentException if there is no such column or the value is of another type
     */
    default Row with(String column, @Nullable Object value) {
        return ArrayRow.copyOf(this).with(schema().requireIndex(column), value);
    }

    /** Returns the number of columns of the schema, absent ones included. */
    default int size() {
        return schema().size();
    }

    /** Returns whether this row holds the named column; false too if the table has no such column. */
    default boolean has(String column) {
        int index = schema().indexOf(column);
        return index >= 0 && has(index);
    }

    /** Returns whether the named column is NULL. False for an absent one. */
    default boolean isNull(String column) {
        return isNull(schema().requireIndex(column));
    }

    /** Returns what {@link #get(int)} does, for a column by name. */
    default @Nullable Object get(String column) {
        return get(schema().requireIndex(column));
    }

    /**
     * Returns any value as the text that the server prints for it; bytes as {@code 0x} and hexadecimal digits.
     *
     * @throws ValueException if the column is absent or NULL
     */
    default String getText(int column) {
        return TextValueWriter.text(this, column);
    }

    /** Returns what {@link #getText(int)} does, for a column by name. */
    default String getText(String column) {
        return getText(schema().requireIndex(column));
    }

    /** Returns a bit, or whether a number is not zero. */
    default boolean getBoolean(int column) {
        return Conversions.toBoolean(this, column);
    }

    /** Returns what {@link #getBoolean(int)} does, for a column by name. */
    default boolean getBoolean(String column) {
        return getBoolean(schema().requireIndex(column));
    }

    /** Returns an integer of up to 32 bits. */
    default int getInt(int column) {
        return Conversions.toInt(this, column);
    }

    /** Returns what {@link #getInt(int)} does, for a column by name. */
    default int getInt(String column) {
        return getInt(schema().requireIndex(column));
    }

    /** Returns an integer of up to 64 bits. */
    default long getLong(int column) {
        return Conversions.toLong(this, column);
    }

    /** Returns what {@link #getLong(int)} does, for a column by name. */
    default long getLong(String column) {
        return getLong(schema().requireIndex(column));
    }

    /** Returns an integer of any size. */
    default BigInteger getBigInteger(int column) {
        return Conversions.toBigInteger(this, column);
    }

    /** Returns what {@link #getBigInteger(int)} does, for a column by name. */
    default BigInteger getBigInteger(String column) {
        return getBigInteger(schema().requireIndex(column));
    }

    /** Returns a float or double, or an integer that a double holds exactly. */
    default double getDouble(int column) {
        return Conversions.toDouble(this, column);
    }

    /** Returns what {@link #getDouble(int)} does, for a column by name. */
    default double getDouble(String column) {
        return getDouble(schema().requireIndex(column));
    }

    /** Returns a decimal or an integer. */
    default BigDecimal getDecimal(int column) {
        return Conversions.toDecimal(this, column);
    }

    /** Returns what {@link #getDecimal(int)} does, for a column by name. */
    default BigDecimal getDecimal(String column) {
        return getDecimal(schema().requireIndex(column));
    }

    /** Returns the value of a column whose Java type is {@link String}. */
    default String getString(int column) {
        return Conversions.cast(this, column, String.class);
    }

    /** Returns what {@link #getString(int)} does, for a column by name. */
    default String getString(String column) {
        return getString(schema().requireIndex(column));
    }

    /** Returns a copy of the bytes of a column whose Java type is {@code byte[]}. */
    default byte[] getBytes(int column) {
        return Conversions.cast(this, column, byte[].class);
    }

    /** Returns what {@link #getBytes(int)} does, for a column by name. */
    default byte[] getBytes(String column) {
        return getBytes(schema().requireIndex(column));
    }

    /** Returns a {@code DATE}. */
    default LocalDate getDate(int column) {
        return Conversions.cast(this, column, LocalDate.class);
    }

    /** Returns what {@link #getDate(int)} does, for a column by name. */
    default LocalDate getDate(String column) {
        return getDate(schema().requireIndex(column));
    }

    /** Returns a {@code TIME}, which may be negative and longer than a day. */
    default Duration getTime(int column) {
        return Conversions.cast(this, column, Duration.class);
    }

    /** Returns what {@link #getTime(int)} does, for a column by name. */
    default Duration getTime(String column) {
        return getTime(schema().requireIndex(column));
    }

    /** Returns a {@code DATETIME}. */
    default LocalDateTime getDateTime(int column) {
        return Conversions.cast(this, column, LocalDateTime.class);
    }

    /** Returns what {@link #getDateTime(int)} does, for a column by name. */
    default LocalDateTime getDateTime(String column) {
        return getDateTime(schema().requireIndex(column));
    }

    /** Returns a {@code TIMESTAMP}. */
    default Instant getInstant(int column) {
        return Conversions.cast(this, column, Instant.class);
    }

    /** Returns what {@link #getInstant(int)} does, for a column by name. */
    default Instant getInstant(String column) {
        return getInstant(schema().requireIndex(column));
    }
}
