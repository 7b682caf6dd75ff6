package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import dev.tributary.spi.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Sets parameters from the values of rows, without loss. Dates and times go as text, which no driver moves to another time
 * zone and which can say what no calendar has. A FLOAT goes as the double of the same value, whose digits the server rounds
 * back to it.
 */
public final class ParameterWriter implements ValueWriter {

    private static final TargetColumn NONE = new TargetColumn("", "", false);

    private final Dialect dialect;
    private final PreparedStatement statement;
    private final StringBuilder text = new StringBuilder(32);
    private TargetColumn column = NONE;
    private int index;

    /** Begins with the first parameter. */
    public ParameterWriter(Dialect dialect, PreparedStatement statement) {
        this.dialect = dialect;
        this.statement = statement;
    }

    /** Sets the next parameters to the values that a row has for columns. */
    public void add(List<RowForm.Field> fields, Row row) throws SQLException {
        for (RowForm.Field field : fields) {
            add(field.target(), row, field.source());
        }
    }

    private void add(TargetColumn target, Row row, int source) throws SQLException {
        column = target;
        index++;
        try {
            dialect.write(row, source, target, this);
        } catch (RefusedException refused) {
            throw refused.error;
        } catch (RuntimeException unreadable) {
            throw UnbindableException.of(row, source, unreadable);
        }
    }

    private interface Setter {
        void set() throws SQLException;
    }

    private static void set(Setter setter) {
        try {
            setter.set();
        } catch (SQLException error) {
            throw new RefusedException(error);
        }
    }

    /** Carries an error of the driver through {@link Row#write}. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException error;

        RefusedException(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    @Override
    public void writeNull() {
        set(() -> statement.setNull(index, Types.NULL));
    }

    @Override
    public void writeBoolean(boolean value) {
        set(() -> statement.setBoolean(index, value));
    }

    @Override
    public void writeLong(long value) {
        set(() -> statement.setLong(index, value));
    }

    @Override
    public void writeUnsignedLong(long value) {
        if (value >= 0) {
            writeLong(value);
        } else {
            writeDecimal(new BigDecimal(new BigInteger(Long.toUnsignedString(value))));
        }
    }

    @Override
    public void writeFloat(float value) {
        writeDouble(value);
    }

    /** A driver may write a double's digits into the statement, where MySQL takes -0.0 for a decimal, which has no such sign. */
    @Override
    public void writeDouble(double value) {
        if (value == 0 && Double.doubleToRawLongBits(value) != 0) {
            writeString("-0e0");
        } else {
            set(() -> statement.setDouble(index, value));
        }
    }

    @Override
    public void writeDecimal(byte[] digits, int offset, int length) {
        writeDecimal(new BigDecimal(new String(digits, offset, length, StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void writeDecimal(BigDecimal value) {
        set(() -> statement.setBigDecimal(index, value));
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
        writeString(new String(utf8, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void writeString(String value) {
        set(() -> statement.setString(index, value));
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        set(() -> statement.setBytes(index, Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    @Override
    public void writeDate(int year, int month, int day) {
        text.setLength(0);
        date(year, month, day);
        writeString(text.toString());
    }

    @Override
    public void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale) {
        text.setLength(0);
        text.append(negative ? "-" : "");
        clock(hours, minutes, seconds, micros, scale);
        writeString(text.toString());
    }

    @Override
    public void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        writeString(dateTime(year, month, day, hour, minute, second, micros, scale));
    }

    @Override
    public void writeTimestamp(long epochSecond, int micros, int scale) {
        if (epochSecond == 0 && micros == 0) {
            writeDateTime(0, 0, 0, 0, 0, 0, 0, scale);
            return;
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
        String moment = dateTime(
                utc.getYear(),
                utc.getMonthValue(),
                utc.getDayOfMonth(),
                utc.getHour(),
                utc.getMinute(),
                utc.getSecond(),
                micros,
                scale);
        writeString(dialect.moment(moment, column));
    }

    private String dateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale) {
        text.setLength(0);
        date(year, month, day);
        text.append(' ');
        clock(hour, minute, second, micros, scale);
        return text.toString();
    }

    private void date(int year, int month, int day) {
        padded(year, 4);
        text.append('-');
        padded(month, 2);
        text.append('-');
        padded(day, 2);
    }

    private void clock(int hours, int minutes, int seconds, int micros, int scale) {
        padded(hours, 2);
        text.append(':');
        padded(minutes, 2);
        text.append(':');
        padded(seconds, 2);
        if (scale > 0) {
            text.append('.');
            int start = text.length();
            padded(micros, 6);
            text.setLength(start + scale);
        }
    }

    private void padded(int number, int width) {
        int limit = 10;
        for (int i = 1; i < width; i++) {
            if (number < limit) {
                text.append('0');
            }
            limit *= 10;
        }
        text.append(number);
    }
}
