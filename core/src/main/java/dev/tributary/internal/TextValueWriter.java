package dev.tributary.internal;

import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.ValueException;
import dev.tributary.format.FloatingText;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/** Makes the text of {@link Row#getText(int)}: what the server prints in a session whose time zone is UTC. */
public final class TextValueWriter implements ValueWriter {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final StringBuilder text = new StringBuilder();
    private boolean isNull;

    private TextValueWriter() {}

    /** Implements {@link Row#getText(int)}. */
    public static String text(Row row, int column) {
        TextValueWriter writer = new TextValueWriter();
        row.write(column, writer);
        if (writer.isNull) {
            throw new ValueException("Column '" + row.schema().column(column).name() + "' of table "
                    + row.schema().table() + " is NULL, which has no text; ask isNull() first");
        }
        if (row.schema().column(column).type().sqlType() == SqlType.YEAR) {
            while (writer.text.length() < 4) {
                writer.text.insert(0, '0');
            }
        }
        return writer.text.toString();
    }

    @Override
    public void writeNull() {
        isNull = true;
    }

    @Override
    public void writeBoolean(boolean value) {
        text.append(value ? '1' : '0');
    }

    @Override
    public void writeLong(long value) {
        text.append(value);
    }

    @Override
    public void writeUnsignedLong(long value) {
        text.append(Long.toUnsignedString(value));
    }

    @Override
    public void writeFloat(float value) {
        text.append(FloatingText.of(value));
    }

    @Override
    public void writeDouble(double value) {
        text.append(FloatingText.of(value));
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        text.append(new String(digits, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
        text.append(new String(utf8, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void writeString(String value) {
        text.append(value);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        text.append("0x").append(HEX.formatHex(bytes, offset, offset + length));
    }

    @Override
    public void writeDate(int year, int month, int day) {
        padded(year, 4).append('-');
        padded(month, 2).append('-');
        padded(day, 2);
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        text.append(negative ? "-" : "");
        clock(hours, minutes, seconds, micros, scale);
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        writeDate(year, month, day);
        text.append(' ');
        clock(hour, minute, second, micros, scale);
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            writeDateTime(0, 0, 0, 0, 0, 0, 0, scale);
            return;
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
        writeDateTime(
                utc.getYear(),
                utc.getMonthValue(),
                utc.getDayOfMonth(),
                utc.getHour(),
                utc.getMinute(),
                utc.getSecond(),
                micros,
                scale);
    }

    private void clock(int hours, int minutes, int seconds, int micros, int scale) {
        padded(hours, 2).append(':');
        padded(minutes, 2).append(':');
        padded(seconds, 2);
        if (scale > 0) {
            text.append('.');
            int start = text.length();
            padded(micros, 6);
            text.setLength(start + scale);
        }
    }

    private StringBuilder padded(int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        return text.append(digits);
    }
}
