package dev.tributary.spi;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Takes one value of a row in the form in which the row has it, so that a value can go from a binlog's bytes into a
 * format's bytes without an object between. A row calls exactly one method for a value.
 *
 * <p>Confined to one thread at a time. Arrays are only read, and not kept after the call.
 */
public interface ValueWriter {

    /** Takes NULL. */
    void writeNull();

    /** Takes a single bit. */
    void writeBoolean(boolean value);

    /** Takes a signed integer, or an unsigned one below 2<sup>63</sup>. */
    void writeLong(long value);

    /** Takes an unsigned integer of 64 bits: the value of {@code BIGINT UNSIGNED} and of {@code BIT}. */
    void writeUnsignedLong(long value);

    /** Takes a {@code FLOAT}. */
    void writeFloat(float value);

    /** Takes a {@code DOUBLE}. */
    void writeDouble(double value);

    /** Takes a decimal in plain digits, such as {@code -12.50}, in ASCII. */
    void writeDecimal(byte[] digits, int offset, int length);

    /** Takes text that is known to be well-formed UTF-8. */
    void writeUtf8(byte[] text, int offset, int length);

    /** Takes text. */
    void writeString(String text);

    /** Takes bytes that are no text. */
    void writeBytes(byte[] bytes, int offset, int length);

    /** Takes a date; month and day may be 0, and the day may be one that the month does not have. */
    void writeDate(int year, int month, int day);

    /**
     * Takes a span of time.
     *
     * @param hours 0 to 838
     * @param micros 0 to 999,999
     * @param scale the number of fractional digits of the column, 0 to 6
     */
    void writeTime(boolean negative, int hours, int minutes, int seconds, int micros, int scale);

    /**
     * Takes a date and time without a time zone; as with dates, it need not be one that a calendar has.
     *
     * @param micros 0 to 999,999
     * @param scale the number of fractional digits of the column, 0 to 6
     */
    @SuppressWarnings("TooManyParameters")
    void writeDateTime(int year, int month, int day, int hour, int minute, int second, int micros, int scale);

    /**
     * Takes a moment; 0 with 0 microseconds is the server's zero timestamp.
     *
     * @param epochSecond seconds since 1970-01-01T00:00:00Z
     * @param micros 0 to 999,999
     * @param scale the number of fractional digits of the column, 0 to 6
     */
    void writeTimestamp(long epochSecond, int micros, int scale);

    /** Takes a decimal of at most 18 digits: {@code unscaled} divided by 10<sup>{@code scale}</sup>. */
    default void writeDecimal(long unscaled, int scale) {
        writeDecimal(BigDecimal.valueOf(unscaled, scale));
    }

    /** Takes a decimal as an object. */
    default void writeDecimal(BigDecimal value) {
        byte[] digits = value.toPlainString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        writeDecimal(digits, 0, digits.length);
    }

    /** Takes an unsigned integer of 64 bits as an object. */
    default void writeUnsignedLong(BigInteger value) {
        writeUnsignedLong(value.longValue());
    }
}
