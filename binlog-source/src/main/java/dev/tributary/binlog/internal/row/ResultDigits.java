package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;

/** Numbers in the digits in which a server prints them. What is no number is an {@link UnreadableValueException}. */
final class ResultDigits {

    /** Digits of which any number is less than 2<sup>64</sup>. */
    private static final int MOST_UNCHECKED = 19;

    private static final long MOST_BEFORE_LAST = Long.divideUnsigned(-1, 10);
    private static final int MOST_LAST = (int) Long.remainderUnsigned(-1, 10);

    private ResultDigits() {}

    static UnreadableValueException noNumber(int length) {
        return new UnreadableValueException("text of " + length + " bytes that is no number of its type");
    }

    static void requireLength(int expected, int length) {
        if (length != expected) {
            throw new UnreadableValueException(length + " bytes where " + expected + " were expected");
        }
    }

    /** Returns a digit. */
    static int digit(byte[] bytes, int at) {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
            throw new UnreadableValueException("another character where a digit was expected");
        }
        return digit;
    }

    /** Returns two digits as a number. */
    static int pair(byte[] bytes, int at) {
        return digit(bytes, at) * 10 + digit(bytes, at + 1);
    }

    /** Returns an integer, be it padded with zeros, that has at most 64 bits and no sign. */
    static long unsigned(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at > MOST_UNCHECKED && bytes[at] == '0') {
            at++;
        }
        if (at >= end || end - at > MOST_UNCHECKED + 1) {
            throw noNumber(end - from);
        }
        long value = 0;
        for (int last = Math.min(end, at + MOST_UNCHECKED); at < last; at++) {
            value = value * 10 + digit(bytes, at);
        }
        if (at == end) {
            return value;
        }
        int digit = digit(bytes, at);
        int over = Long.compareUnsigned(value, MOST_BEFORE_LAST);
        if (over > 0 || (over == 0 && digit > MOST_LAST)) {
            throw noNumber(end - from);
        }
        return value * 10 + digit;
    }

    /** Returns an integer within bounds, be it padded with zeros. */
    static long integer(byte[] bytes, int from, int length, long least, long most) {
        int end = from + length;
        boolean negative = length > 0 && bytes[from] == '-';
        long size = unsigned(bytes, negative ? from + 1 : from, end);
        long value = negative ? -size : size;
        boolean outOfLong = negative ? value > 0 : value < 0;
        if (outOfLong || value < least || value > most) {
            throw noNumber(length);
        }
        return value;
    }
}
