package dev.tributary.format;

import java.util.Objects;

/**
 * The forms that values have in JSON. The standard form is the one that {@link JsonBuffer} documents: nothing is
 * rounded by any reader, and every value that a server can hold has a form.
 *
 * <p>Immutable.
 */
public final class JsonForm {

    /** How numbers are written that a reader of JSON may round. */
    enum Numbers {
        /** Decimals and unsigned integers of 64 bits in quotes. */
        EXACT,
        /** All as numbers. */
        NUMERIC,
        /** All numbers in quotes. */
        TEXT
    }

    /** How dates and times are written. */
    enum Times {
        /** ISO 8601. */
        ISO,
        /** Numbers since 1970-01-01. */
        EPOCH,
        /** As SQL writes literals, moments in UTC. */
        SQL
    }

    /** How the rest is written. */
    enum Others {
        /** Bits as truth values, bytes in base64, JSON as text. */
        STANDARD,
        /** Bits as numbers, bytes in base64, JSON as it is. */
        MAXWELL,
        /** Bits as numbers in quotes, each byte as the character of its number, JSON as text. */
        CANAL
    }

    private static final JsonForm STANDARD = new JsonForm(Numbers.EXACT, Times.ISO, Others.STANDARD);

    static final JsonForm MAXWELL = new JsonForm(Numbers.NUMERIC, Times.SQL, Others.MAXWELL);
    static final JsonForm CANAL = new JsonForm(Numbers.TEXT, Times.SQL, Others.CANAL);

    private final Numbers numbers;
    private final Times times;
    private final Others others;

    private JsonForm(Numbers numbers, Times times, Others others) {
        this.numbers = numbers;
        this.times = times;
        this.others = others;
    }

    /** Returns the form that {@link JsonBuffer} documents. */
    public static JsonForm standard() {
        return STANDARD;
    }

    /**
     * Returns this form with {@code DECIMAL}, {@code BIGINT UNSIGNED} and {@code BIT} of several bits as JSON numbers,
     * all of their digits written. Many readers make doubles of them, which hold 15 digits.
     */
    public JsonForm numericDecimals() {
        return new JsonForm(Numbers.NUMERIC, times, others);
    }

    /**
     * Returns this form with dates and times as Debezium writes them by default: {@code DATE} as days since 1970-01-01,
     * {@code DATETIME} as milliseconds since then (as microseconds where the column has more than three fractional
     * digits), {@code TIME} as microseconds; {@code TIMESTAMP} stays text. Zero and partial dates have no such number:
     * to write one fails.
     */
    public JsonForm epochTimes() {
        return new JsonForm(numbers, Times.EPOCH, others);
    }

    Numbers numbers() {
        return numbers;
    }

    Times times() {
        return times;
    }

    Others others() {
        return others;
    }

    boolean isStandard() {
        return equals(STANDARD);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonForm that
                && numbers == that.numbers
                && times == that.times
                && others == that.others;
    }

    @Override
    public int hashCode() {
        return Objects.hash(numbers, times, others);
    }

    /** Names the choices. */
    @Override
    public String toString() {
        return "JSON with numbers " + numbers + ", times " + times + ", the rest " + others;
    }
}
