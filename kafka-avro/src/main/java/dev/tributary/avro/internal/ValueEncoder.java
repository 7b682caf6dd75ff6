package dev.tributary.avro.internal;

import dev.tributary.Column;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Writes the values of columns in the forms that {@link ColumnForm} gives them, without objects between. Confined to one thread. */
final class ValueEncoder implements ValueWriter {

    private static final int MOST_DIGITS_OF_LONG = 18;
    private static final long MICROS = 1_000_000;
    private static final long SECONDS_OF_DAY = 86_400;

    private final AvroBytes out;
    private @Nullable TableSchema table;
    private @Nullable Column column;
    private ColumnForm form = ColumnForm.TEXT;
    private boolean optional;

    ValueEncoder(AvroBytes out) {
        this.out = out;
    }

    /** Says which column comes next. */
    void of(TableSchema schema, int index, ColumnForm columnForm, boolean isOptional) {
        table = schema;
        column = schema.column(index);
        form = columnForm;
        optional = isOptional;
    }

    private void present() {
        if (optional) {
            out.present();
        }
    }

    @Override
    public void writeNull() {
        if (!optional) {
            throw unfit("is NULL, but must not be", "let the key be of columns that are never NULL");
        }
        out.absent();
    }

    @Override
    public void writeBoolean(boolean value) {
        present();
        out.raw(value ? 1 : 0);
    }

    @Override
    public void writeLong(long value) {
        present();
        if (form == ColumnForm.UNSIGNED) {
            out.unscaled(value);
        } else {
            out.number(value);
        }
    }

    @Override
    public void writeUnsignedLong(long value) {
        present();
        if (value < 0) {
            out.number(9);
            out.raw(0);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.raw((int) (value >> shift));
            }
        } else {
            out.unscaled(value);
        }
    }

    @Override
    public void writeFloat(float value) {
        present();
        out.littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    }

    @Override
    public void writeDouble(double value) {
        present();
        out.littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    /** Takes digits that the server has sent, of which there are as many behind the point as the column has. */
    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        int end = offset + length;
        boolean negative = length > 0 && digits[offset] == '-';
        long unscaled = 0;
        int counted = 0;
        int behindPoint = -1;
        for (int i = negative ? offset + 1 : offset; i < end; i++) {
            if (digits[i] == '.') {
                behindPoint = 0;
            } else {
                unscaled = 10 * unscaled + (digits[i] - '0');
                counted++;
                behindPoint += behindPoint < 0 ? 0 : 1;
            }
        }
        if (counted <= MOST_DIGITS_OF_LONG && Math.max(behindPoint, 0) == scale()) {
            present();
            out.unscaled(negative ? -unscaled : unscaled);
        } else {
            writeDecimal(new BigDecimal(new String(digits, offset, length, StandardCharsets.ISO_8859_1)));
        }
    }

    @Override
    public void writeDecimal(long unscaled, int scale) {
        if (scale == scale()) {
            present();
            out.unscaled(unscaled);
        } else {
            writeDecimal(BigDecimal.valueOf(unscaled, scale));
        }
    }

    @Override
    public void writeDecimal(BigDecimal value) {
        if (value.stripTrailingZeros().scale() > scale()) {
            throw unfit("has more digits behind the point than its type", "round it in a step");
        }
        byte[] unscaled = value.setScale(scale()).unscaledValue().toByteArray();
        present();
        out.sized(unscaled, 0, unscaled.length);
    }

    @Override
    public void writeUnsignedLong(BigInteger value) {
        byte[] unscaled = value.toByteArray();
        present();
        out.sized(unscaled, 0, unscaled.length);
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        present();
        out.sized(text, offset, length);
    }

    @Override
    public void writeString(String text) {
        present();
        out.text(text);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        present();
        out.sized(bytes, offset, length);
    }

    @Override
    public void writeDate(int year, int month, int day) {
        long days = day(year, month, day);
        present();
        out.number(days);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        long size = ((hours * 60L + minutes) * 60 + seconds) * MICROS + micros;
        present();
        out.number(negative ? -size : size);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        long days = day(year, month, day);
        present();
        out.number((days * SECONDS_OF_DAY + (hour * 60L + minute) * 60 + second) * MICROS + micros);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            throw noDate(null);
        }
        present();
        out.number(epochSecond * MICROS + micros);
    }

    private long day(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException ofNoCalendar) {
            throw noDate(ofNoCalendar);
        }
    }

    private int scale() {
        return column == null ? 0 : column.type().scale();
    }

    private SinkException noDate(@Nullable Exception cause) {
        SinkException failure = unfit(
                "holds a zero or partial date, for which Avro has no form",
                "map it to NULL in a step, or write a format in which dates are text (ChangeFormat.debezium())");
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    private SinkException unfit(String what, String remedy) {
        TableId of = table == null ? null : table.table();
        return new SinkException(
                "Column '" + (column == null ? "" : column.name()) + "' of table " + of + " " + what + ": " + remedy);
    }
}
