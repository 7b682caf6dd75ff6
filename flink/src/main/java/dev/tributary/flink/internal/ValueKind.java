package dev.tributary.flink.internal;

/**
 * The byte that stands before each value of an encoded row, and so says what follows. These numbers are in savepoints: never
 * change one, only add.
 */
final class ValueKind {

    static final int ABSENT = 0;
    static final int NULL = 1;
    static final int FALSE = 2;
    static final int TRUE = 3;
    /** A signed integer. */
    static final int LONG = 4;
    /** Eight bytes. */
    static final int UNSIGNED_LONG = 5;
    /** The four bytes of an IEEE 754 number. */
    static final int FLOAT = 6;
    /** The eight bytes of an IEEE 754 number. */
    static final int DOUBLE = 7;
    /** Length and ASCII digits. */
    static final int DECIMAL = 8;
    /** Length and UTF-8. */
    static final int TEXT = 9;
    /** Length and bytes. */
    static final int BYTES = 10;
    /** Year, month, day. */
    static final int DATE = 11;
    /** Whether it is negative, hours, minutes, seconds, microseconds, fractional digits. */
    static final int TIME = 12;
    /** Year, month, day, hour, minute, second, microseconds, fractional digits. */
    static final int DATE_TIME = 13;
    /** Seconds since 1970, signed; microseconds; fractional digits. */
    static final int TIMESTAMP = 14;
    /** Signed digits, and how many of them are fractional. */
    static final int SMALL_DECIMAL = 15;

    private ValueKind() {}
}
