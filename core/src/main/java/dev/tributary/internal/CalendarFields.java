package dev.tributary.internal;

import dev.tributary.SqlType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A date and time as the server stores it, which may be one that no calendar has: {@code 0000-00-00}, {@code 2024-02-31}. */
record CalendarFields(int year, int month, int day, int hour, int minute, int second, int micros) {

    private static final int DAYS_OF_THE_SHORTEST_MONTH = 28;

    static final CalendarFields ZERO = new CalendarFields(0, 0, 0, 0, 0, 0, 0);

    /** Returns whether a month is one, and a day one that every month has. */
    static boolean isInEveryMonth(int month, int day) {
        return month > 0 && day > 0 && day <= DAYS_OF_THE_SHORTEST_MONTH;
    }

    /** Returns the date, or null where no calendar has it. */
    @Nullable
    LocalDate toDate() {
        if (month == 0 || day == 0) {
            return null;
        }
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException notInTheCalendar) {
            return null;
        }
    }

    /** Returns the date and time, or null where no calendar has it. */
    @Nullable
    LocalDateTime toDateTime() {
        LocalDate date = toDate();
        return date == null ? null : date.atTime(hour, minute, second, micros * 1000);
    }

    /** Returns the Java value of a column of some type; these fields where no calendar has it. */
    Object toValueOf(SqlType type) {
        Object value = switch (type) {
            case DATE -> toDate();
            case TIMESTAMP -> {
                LocalDateTime utc = toDateTime();
                yield utc == null ? null : utc.toInstant(ZoneOffset.UTC);
            }
            default -> toDateTime();
        };
        return value == null ? this : value;
    }
}
