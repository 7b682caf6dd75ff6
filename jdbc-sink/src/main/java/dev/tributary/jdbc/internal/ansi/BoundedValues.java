package dev.tributary.jdbc.internal.ansi;

import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hands values on, and refuses those that are longer than their column. Confined to one thread. */
final class BoundedValues implements ValueWriter {

    private static final Pattern LENGTH = Pattern.compile(".*(?:char|varying|binary|character)\\((\\d+)\\)");

    private final TargetColumn column;
    private final ValueWriter next;

    BoundedValues(TargetColumn column, ValueWriter next) {
        this.column = column;
        this.next = next;
    }

    private void check(int length) {
        Matcher bounded = LENGTH.matcher(column.definition());
        if (bounded.matches() && length > Integer.parseInt(bounded.group(1))) {
            throw new ValueException("A value of length " + length + " does not fit into column '" + column.name()
                    + "' of the target, a " + column.definition());
        }
    }

    @Override
    public void writeNull() {
        next.writeNull();
    }

    @Override
    public void writeBoolean(boolean value) {
        next.writeBoolean(value);
    }

    @Override
    public void writeLong(long value) {
        next.writeLong(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        next.writeUnsignedLong(value);
    }

    @Override
    public void writeFloat(float value) {
        next.writeFloat(value);
    }

    @Override
    public void writeDouble(double value) {
        next.writeDouble(value);
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        next.writeDecimal(digits, offset, length);
    }

    @Override
    public void writeDecimal(BigDecimal value) {
        next.writeDecimal(value);
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        writeString(new String(text, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void writeString(String text) {
        check(text.codePointCount(0, text.length()));
        next.writeString(text);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        check(length);
        next.writeBytes(bytes, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        next.writeDate(year, month, day);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        next.writeTime(negative, hours, minutes, seconds, micros, scale);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        next.writeDateTime(year, month, day, hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        next.writeTimestamp(epochSecond, micros, scale);
    }
}
