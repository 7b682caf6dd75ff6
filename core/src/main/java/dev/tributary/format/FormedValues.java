package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.SqlType;
import dev.tributary.ValueException;
import dev.tributary.format.JsonForm.Numbers;
import dev.tributary.format.JsonForm.Others;
import dev.tributary.format.JsonForm.Times;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Gives values another form than {@link JsonBuffer}'s own. Confined to one thread. */
final class FormedValues implements ValueWriter {

    private static final long SECONDS_OF_A_DAY = 86_400;
    private static final long MICROS = 1_000_000;
    private static final int MILLIS_DIGITS = 3;

    private final boolean numeric;
    private final boolean allText;
    private final Times times;
    private final Others others;
    private JsonBuffer out = new JsonBuffer();
    private ByteBuilder bytes = out.bytes();
    private Column column = Column.of("none", "int");

    FormedValues(JsonForm form) {
        numeric = form.numbers() == Numbers.NUMERIC;
        allText = form.numbers() == Numbers.TEXT;
        times = form.times();
        others = form.others();
    }

    /** Sets the document that values are written to. */
    void into(JsonBuffer target) {
        out = target;
        bytes = target.bytes();
    }

    /** Sets the column of the next value. */
    void of(Column next) {
        column = next;
    }

    @Override
    public void writeNull() {
        out.writeNull();
    }

    @Override
    public void writeBoolean(boolean value) {
        if (others == Others.STANDARD) {
            out.writeBoolean(value);
        } else {
            writeLong(value ? 1 : 0);
        }
    }

    @Override
    public void writeLong(long value) {
        quoteIf(allText);
        bytes.putLong(value);
        quoteIf(allText);
    }

    @Override
    public void writeUnsignedLong(long value) {
        quoteIf(!numeric);
        bytes.putUnsigned(value);
        quoteIf(!numeric);
    }

    @Override
    public void writeFloat(float value) {
        boolean quoted = allText && Float.isFinite(value); // others are in quotes already
        quoteIf(quoted);
        out.writeFloat(value);
        quoteIf(quoted);
    }

    @Override
    public void writeDouble(double value) {
        boolean quoted = allText && Double.isFinite(value); // others are in quotes already
        quoteIf(quoted);
        out.writeDouble(value);
        quoteIf(quoted);
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        quoteIf(!numeric);
        bytes.putDecimal(unscaled, scale);
        quoteIf(!numeric);
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        quoteIf(!numeric);
        bytes.put(digits, offset, length);
        quoteIf(!numeric);
    }

    private void quoteIf(boolean quoted) {
        if (quoted) {
            bytes.put('"');
        }
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        if (isRawJson() && length > 0) {
            bytes.put(text, offset, length);
        } else {
            out.writeUtf8(text, offset, length);
        }
    }

    @Override
    public void writeString(String text) {
        if (isRawJson() && !text.isEmpty()) {
            bytes.put(text.getBytes(StandardCharsets.UTF_8));
        } else {
            out.writeString(text);
        }
    }

    /** Returns whether the text is JSON that the server has checked, which becomes a part of the document. */
    private boolean isRawJson() {
        return others == Others.MAXWELL && column.type().sqlType() == SqlType.JSON;
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) {
        if (others == Others.CANAL) {
            out.string(new String(value, offset, length, StandardCharsets.ISO_8859_1));
        } else {
            out.writeBytes(value, offset, length);
        }
    }

    @Override
    public void writeDate(int year, int month, int day) {
        if (times == Times.EPOCH) {
            bytes.putLong(epochDay(year, month, day));
        } else {
            out.writeDate(year, month, day);
        }
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        if (times == Times.EPOCH) {
            long size = ((hours * 60L + minutes) * 60 + seconds) * MICROS + micros;
            bytes.putLong(negative ? -size : size);
        } else {
            out.writeTime(negative, hours, minutes, seconds, micros, scale);
        }
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        switch (times) {
            case EPOCH -> {
                long seconds = epochDay(year, month, day) * SECONDS_OF_A_DAY + (hour * 60L + minute) * 60 + second;
                bytes.putLong(
                        scale > MILLIS_DIGITS
                                ? seconds * MICROS + micros
                                : seconds * 1000 + Math.floorDiv(micros, 1000));
            }
            case SQL -> {
                bytes.put('"');
                sql(year, month, day, hour);
                bytes.putMinutes(minute, second, micros, scale);
                bytes.put('"');
            }
            case ISO -> out.writeDateTime(year, month, day, hour, minute, second, micros, scale);
        }
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (times != Times.SQL) {
            out.writeTimestamp(epochSecond, micros, scale);
            return;
        }
        int second = Math.floorMod(epochSecond, (int) SECONDS_OF_A_DAY);
        bytes.put('"');
        if (epochSecond == 0 && micros == 0) {
            sql(0, 0, 0, 0);
        } else {
            LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_OF_A_DAY));
            sql(day.getYear(), day.getMonthValue(), day.getDayOfMonth(), second / 3600);
        }
        bytes.putMinutes(second / 60 % 60, second % 60, micros, scale);
        bytes.put('"');
    }

    private void sql(int year, int month, int day, int hour) {
        bytes.putDate(year, month, day);
        bytes.put(' ');
        bytes.putTwoDigits(hour);
    }

    private long epochDay(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException noneOfACalendar) {
            throw new ValueException("Column '" + column.name() + "' (" + column.type()
                    + ") holds a date that no calendar has, such as 0000-00-00, and that has no number: write times as"
                    + " text, or let a step replace the value");
        }
    }
}
