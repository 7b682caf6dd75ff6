package dev.tributary.binlog.internal.row;

/**
 * Dates and times within JSON documents, as the server prints them.
 *
 * <p>Source of the packed form of dates and times: the server's {@code mysys/my_time.cc}, {@code TIME_to_longlong_packed}.
 */
final class JsonNumbers {

    private static final int FRACTION_BITS = 24;

    private JsonNumbers() {}

    static String date(long packed) {
        int days = (int) (packed >> FRACTION_BITS >> 17);
        int months = days >> 5;
        return padded(months / 13, 4) + "-" + padded(months % 13, 2) + "-" + padded(days & 0x1f, 2);
    }

    static String dateTime(long packed) {
        return date(packed) + " " + clock(packed >> FRACTION_BITS & 0x1ffff, packed);
    }

    static String time(long packed) {
        long size = Math.abs(packed);
        return (packed < 0 ? "-" : "") + clock(size >> FRACTION_BITS & 0x3fffff, size);
    }

    private static String clock(long seconds, long packed) {
        long micros = packed & ((1 << FRACTION_BITS) - 1);
        return padded(seconds >> 12, 2) + ":" + padded(seconds >> 6 & 0x3f, 2) + ":" + padded(seconds & 0x3f, 2) + "."
                + padded(micros, 6);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
