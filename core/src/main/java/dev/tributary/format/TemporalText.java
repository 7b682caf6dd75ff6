package dev.tributary.format;

import dev.tributary.ColumnType;
import dev.tributary.internal.ArrayRow;
import java.time.Duration;

/** Reads dates and times, those that no calendar has included. Used for one value. */
final class TemporalText {

    private final String text;
    private int at;

    private TemporalText(String text) {
        this.text = text;
    }

    /**
     * Reads a value into a row.
     *
     * @throws IllegalArgumentException if the text has not the form of its column's type
     */
    static void read(String text, ColumnType type, int column, ArrayRow.Builder row) {
        TemporalText reader = new TemporalText(text);
        switch (type.sqlType()) {
            case TIME -> row.set(column, reader.time());
            case DATE -> reader.dateTime(column, row, false);
            case TIMESTAMP -> {
                reader.dateTime(column, row, true);
                reader.expect('Z');
            }
            default -> reader.dateTime(column, row, true);
        }
        if (reader.at != text.length()) {
            throw malformed();
        }
    }

    private void dateTime(int column, ArrayRow.Builder row, boolean withClock) {
        int year = digits(4, 9999);
        expect('-');
        int month = digits(2, 12);
        expect('-');
        int day = digits(2, 31);
        if (!withClock) {
            row.setFields(column, year, month, day, 0, 0, 0, 0);
            return;
        }
        expect('T');
        int hour = digits(2, 23);
        expect(':');
        int minute = digits(2, 59);
        expect(':');
        int second = digits(2, 59);
        row.setFields(column, year, month, day, hour, minute, second, micros());
    }

    private Duration time() {
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        long hours = digits(text.indexOf(':', at) - at, 999);
        expect(':');
        int minutes = digits(2, 59);
        expect(':');
        int seconds = digits(2, 59);
        Duration time =
                Duration.ofSeconds(hours * 3600 + minutes * 60L + seconds).plusNanos(micros() * 1000L);
        return negative ? time.negated() : time;
    }

    private int micros() {
        if (peek() != '.') {
            return 0;
        }
        at++;
        int start = at;
        int micros = 0;
        for (int i = 0; i < 6; i++) {
            boolean more = peek() >= '0' && peek() <= '9';
            micros = micros * 10 + (more ? text.charAt(at++) - '0' : 0);
        }
        if (at == start) {
            throw malformed();
        }
        return micros;
    }

    private int digits(int count, int largest) {
        int number = 0;
        if (count < 1 || count > 4) {
            throw malformed();
        }
        for (int i = 0; i < count; i++) {
            char c = peek();
            if (c < '0' || c > '9') {
                throw malformed();
            }
            number = number * 10 + c - '0';
            at++;
        }
        if (number > largest) {
            throw malformed();
        }
        return number;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not of the form of its type");
    }
}
