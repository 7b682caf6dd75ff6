package dev.tributary.jdbc.internal.postgres;

import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/**
 * Gives the values of a column to the server in a form that its type takes, without loss. A value that the type cannot hold
 * is an error of its row: a date that no calendar has, text with a NUL character, bytes where no bytes are. Confined to one
 * thread.
 */
final class PostgresValues implements ValueWriter {

    private static final String WITH_TIME_ZONE = "timestamp with time zone";
    private static final int MAX_MONTH = 12;
    private static final int UUID_BYTES = 16;

    private static final Row NONE = Row.of(TableSchema.of(new TableId("", "none"), List.of(), List.of()));

    private final TargetColumn column;
    private final Kind kind;
    private final boolean plainText;
    private final PlainValue out;
    private Row row = NONE;
    private int source;

    PostgresValues(TargetColumn column, PlainValue out) {
        this.column = column;
        this.kind = Kind.of(column.typeName());
        this.plainText = Kind.isPlainText(column.typeName());
        this.out = out;
    }

    /** Gives the value that a row has in the column of an index. */
    void write(Row from, int index) {
        row = from;
        source = index;
        from.write(index, this);
    }

    @Override
    public void writeNull() {
        out.nothing();
    }

    @Override
    public void writeBoolean(boolean value) {
        switch (kind) {
            case TRUTH -> out.truth(value);
            case INTEGER -> out.integer(value ? 1 : 0);
            case REAL -> out.real(value ? 1 : 0);
            case TEXT -> out.text(value ? "1" : "0");
            case BYTES -> throw unfit("a bit");
        }
    }

    @Override
    public void writeLong(long value) {
        switch (kind) {
            case INTEGER -> out.integer(value);
            case REAL -> out.real((double) value);
            case TRUTH -> out.truth(value != 0);
            case TEXT -> out.text(isBits() ? bits(value) : Long.toString(value));
            case BYTES -> throw unfit("a number");
        }
    }

    @Override
    public void writeUnsignedLong(long value) {
        if (value >= 0) {
            writeLong(value);
        } else if (kind == Kind.TEXT) {
            out.text(isBits() ? bits(value) : Long.toUnsignedString(value));
        } else {
            throw unfit("a number from 2^63 on");
        }
    }

    private boolean isBits() {
        return column.typeName().startsWith("bit");
    }

    /** As many digits as the source's column has bits. */
    private String bits(long value) {
        String digits = Long.toBinaryString(value);
        int length = row.schema().column(source).type().length();
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    @Override
    public void writeFloat(float value) {
        writeNumber(value);
    }

    @Override
    public void writeDouble(double value) {
        writeNumber(value);
    }

    private void writeNumber(double value) {
        switch (kind) {
            case REAL -> out.real(value);
            case TEXT -> out.text(row.getText(source));
            case INTEGER, TRUTH, BYTES -> throw unfit("a floating point number");
        }
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        writeDecimal(new String(digits, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeDecimal(BigDecimal value) {
        writeDecimal(value.toPlainString());
    }

    private void writeDecimal(String digits) {
        switch (kind) {
            case TEXT -> out.text(digits);
            case REAL -> out.real(Double.parseDouble(digits));
            case INTEGER -> out.integer(integer(digits));
            case TRUTH, BYTES -> throw unfit("a decimal");
        }
    }

    private long integer(String digits) {
        try {
            return new BigDecimal(digits).longValueExact();
        } catch (ArithmeticException | NumberFormatException notAnInteger) {
            throw unfit("what is no integer of 64 bits");
        }
    }

    @Override
    public void writeUtf8(byte[] text, int offset, int length) {
        writeString(new String(text, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void writeString(String text) {
        if (kind == Kind.INTEGER) {
            out.integer(integer(text));
        } else if (kind != Kind.TEXT) {
            throw unfit("text");
        } else if (text.indexOf('\0') >= 0) {
            throw new ValueException("PostgreSQL's " + column.typeName()
                    + " cannot hold the NUL character (U+0000) that is in the text for column '" + column.name()
                    + "'; make the column a bytea, or replace the character by a step");
        } else {
            out.text(text);
        }
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        if (kind == Kind.BYTES) {
            out.bytes(Arrays.copyOfRange(bytes, offset, offset + length));
        } else if (isVector()) {
            out.text(vector(ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN)));
        } else if (column.typeName().equals("uuid") && length == UUID_BYTES) {
            out.text(HexFormat.of().formatHex(bytes, offset, offset + length));
        } else {
            throw unfit("bytes");
        }
    }

    private boolean isVector() {
        return kind == Kind.TEXT && row.schema().column(source).type().sqlType() == SqlType.VECTOR;
    }

    /** An array of the server's own has braces; the type of the extension pgvector has brackets. */
    private String vector(ByteBuffer elements) {
        boolean array = column.typeName().endsWith("[]");
        StringJoiner text = new StringJoiner(",", array ? "{" : "[", array ? "}" : "]");
        while (elements.hasRemaining()) {
            text.add(Float.toString(elements.getFloat()));
        }
        return text.toString();
    }

    @Override
    public void writeDate(int year, int month, int day) {
        if (!isInACalendar(year, month, day)) {
            noDate();
        }
        time("");
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        time("");
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        if (!isInACalendar(year, month, day)) {
            noDate();
        }
        time("");
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            noDate();
            time("");
        } else {
            time(column.typeName().equals(WITH_TIME_ZONE) ? "+00" : "");
        }
    }

    private void time(String offset) {
        if (kind != Kind.TEXT) {
            throw unfit("a time");
        }
        out.text(row.getText(source) + offset);
    }

    private static boolean isInACalendar(int year, int month, int day) {
        return year > 0
                && month > 0
                && month <= MAX_MONTH
                && day > 0
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    private void noDate() {
        if (!plainText) {
            throw new ValueException(
                    "PostgreSQL's " + column.typeName() + " cannot hold a date that no calendar has, for column '"
                            + column.name() + "'; make the column a text, or replace the date by a step");
        }
    }

    private ValueException unfit(String what) {
        return new ValueException("Column '" + column.name() + "' of the target is a " + column.typeName()
                + ", which cannot hold " + what + " such as the source has for it");
    }
}
