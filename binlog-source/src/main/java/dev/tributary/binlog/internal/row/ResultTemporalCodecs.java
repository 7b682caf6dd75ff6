package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;

/** Dates and times as a server prints them in a result, each behind its {@link EncodedLength}. */
final class ResultTemporalCodecs {

    private static final int DATE_LENGTH = 10;
    private static final int CLOCK_LENGTH = 8;
    private static final int DATETIME_LENGTH = DATE_LENGTH + 1 + CLOCK_LENGTH;
    private static final int SECONDS_OF_A_DAY = 86_400;

    /** From the first of March of the year 0. */
    private static final int DAYS_TO_EPOCH = 719_468;

    /** By the number of fractional digits: what the last of them is in microseconds. */
    private static final int[] MICROS_OF_LAST = {0, 100_000, 10_000, 1_000, 100, 10, 1};

    private ResultTemporalCodecs() {}

    static ColumnCodec date() {
        return new ColumnCodec.Prefixed(ColumnCodec.LENGTH_ENCODED) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                ResultDigits.requireLength(DATE_LENGTH, length);
                int year = year(bytes, from);
                int month = month(bytes, from);
                int day = day(bytes, from);
                TemporalCodecs.requireDate(year, month, day);
                writer.writeDate(year, month, day);
            }
        };
    }

    private static int year(byte[] bytes, int date) {
        return ResultDigits.pair(bytes, date) * 100 + ResultDigits.pair(bytes, date + 2);
    }

    private static int month(byte[] bytes, int date) {
        require(bytes, date + 4, '-');
        return ResultDigits.pair(bytes, date + 5);
    }

    private static int day(byte[] bytes, int date) {
        require(bytes, date + 7, '-');
        return ResultDigits.pair(bytes, date + 8);
    }

    private static void require(byte[] bytes, int at, char expected) {
        if (bytes[at] != expected) {
            throw new UnreadableValueException("another character where '" + expected + "' was expected");
        }
    }

    /** Returns the minutes or seconds behind a colon. */
    private static int sixtieth(byte[] bytes, int colon) {
        require(bytes, colon, ':');
        return ResultDigits.pair(bytes, colon + 1);
    }

    /** Returns the microseconds of a fraction, which begins with its point where the column has one. */
    private static int micros(byte[] bytes, int point, int scale) {
        if (scale == 0) {
            return 0;
        }
        require(bytes, point, '.');
        int value = 0;
        for (int at = point + 1; at <= point + scale; at++) {
            value = value * 10 + ResultDigits.digit(bytes, at);
        }
        return value * MICROS_OF_LAST[scale];
    }

    private static int fractionLength(int scale) {
        return scale == 0 ? 0 : scale + 1;
    }

    /** Spans of time, whose hours take two digits or three. */
    static ColumnCodec time(int scale) {
        int behindHours = CLOCK_LENGTH - 2 + fractionLength(scale);
        return new ColumnCodec.Prefixed(ColumnCodec.LENGTH_ENCODED) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                boolean negative = length > 0 && bytes[from] == '-';
                int first = negative ? from + 1 : from;
                int colon = from + length - behindHours;
                if (colon - first < 2 || colon - first > 3) {
                    throw new UnreadableValueException("a time in " + length + " bytes");
                }
                int hundreds = colon - first > 2 ? ResultDigits.digit(bytes, first) : 0;
                int hours = hundreds * 100 + ResultDigits.pair(bytes, colon - 2);
                int minutes = sixtieth(bytes, colon);
                int seconds = sixtieth(bytes, colon + 3);
                int micros = micros(bytes, colon + 6, scale);
                TemporalCodecs.writeTime(negative, hours, minutes, seconds, micros, scale, writer);
            }
        };
    }

    static ColumnCodec dateTime(int scale) {
        return new DateTimes(scale) {
            @Override
            void write(byte[] bytes, int date, int hour, int minute, int second, int micros, ValueWriter writer) {
                int year = year(bytes, date);
                int month = month(bytes, date);
                int day = day(bytes, date);
                TemporalCodecs.requireDate(year, month, day);
                writer.writeDateTime(year, month, day, hour, minute, second, micros, scale);
            }
        };
    }

    /** Moments that are printed in UTC; all zeros are the zero timestamp. */
    static ColumnCodec timestamp(int scale) {
        return new DateTimes(scale) {
            @Override
            void write(byte[] bytes, int date, int hour, int minute, int second, int micros, ValueWriter writer) {
                int year = year(bytes, date);
                int month = month(bytes, date);
                int day = day(bytes, date);
                int ofDay = (hour * 60 + minute) * 60 + second;
                if ((year | month | day | ofDay | micros) == 0) {
                    writer.writeTimestamp(0, 0, scale);
                } else {
                    writer.writeTimestamp(epochDay(year, month, day) * SECONDS_OF_A_DAY + ofDay, micros, scale);
                }
            }
        };
    }

    /** Returns the days from 1970-01-01 to a date; years are counted from March on, so that a leap day is the last. */
    private static long epochDay(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            throw new UnreadableValueException("a moment of year " + year + ", month " + month + " and day " + day);
        }
        int monthFromMarch = month > 2 ? month - 3 : month + 9;
        int years = month > 2 ? year : year - 1;
        int leapDays = Math.floorDiv(years, 4) - Math.floorDiv(years, 100) + Math.floorDiv(years, 400);
        return years * 365L + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 1 - DAYS_TO_EPOCH;
    }

    /** A date, a space and a time of the day. */
    private abstract static class DateTimes extends ColumnCodec.Prefixed {

        private final int scale;

        DateTimes(int scale) {
            super(LENGTH_ENCODED);
            this.scale = scale;
        }

        @Override
        final void write(byte[] bytes, int from, int length, ValueWriter writer) {
            ResultDigits.requireLength(DATETIME_LENGTH + fractionLength(scale), length);
            require(bytes, from + DATE_LENGTH, ' ');
            int clock = from + DATE_LENGTH + 1;
            int hour = ResultDigits.pair(bytes, clock);
            int minute = sixtieth(bytes, clock + 2);
            int second = sixtieth(bytes, clock + 5);
            TemporalCodecs.requireClock(hour, 23, minute, second);
            write(bytes, from, hour, minute, second, micros(bytes, clock + CLOCK_LENGTH, scale), writer);
        }

        /** @param date where the ten bytes of the date begin */
        abstract void write(byte[] bytes, int date, int hour, int minute, int second, int micros, ValueWriter writer);
    }
}
