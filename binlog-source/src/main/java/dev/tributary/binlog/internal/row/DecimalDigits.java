package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;

/**
 * The server's binary form of DECIMAL: groups of nine digits in four bytes each, before and after the point, with shorter
 * groups outermost; the highest bit is inverted, and all bits of a negative number are.
 *
 * <p>Source: the server's {@code strings/decimal.cc}, {@code decimal2bin}.
 */
final class DecimalDigits {

    /** The most digits of which every number is a {@code long}. */
    static final int MOST_IN_A_LONG = 18;

    private static final int GROUP = 9;
    private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private DecimalDigits() {}

    static int storedLength(int precision, int scale) {
        return storedLength(precision - scale) + storedLength(scale);
    }

    private static int storedLength(int digits) {
        return digits / GROUP * Integer.BYTES + BYTES_OF_DIGITS[digits % GROUP];
    }

    /** Returns the most characters that a number takes: its digits, a sign, a point and a zero before it. */
    static int longestText(int precision) {
        return precision + 3;
    }

    /** Returns a number of at most {@value #MOST_IN_A_LONG} digits as if it had no point. */
    static long unscaled(byte[] bytes, int at, int precision, int scale) {
        Reader reader = new Reader(bytes, at);
        int wholeDigits = precision - scale;
        long number = reader.group(wholeDigits % GROUP);
        for (int left = wholeDigits / GROUP; left > 0; left--) {
            number = number * POWERS[GROUP] + reader.group(GROUP);
        }
        for (int left = scale / GROUP; left > 0; left--) {
            number = number * POWERS[GROUP] + reader.group(GROUP);
        }
        int last = scale % GROUP;
        number = number * POWERS[last] + reader.group(last);
        return reader.negative ? -number : number;
    }

    /** Writes a number in plain digits, without leading zeros; returns how many characters it took. */
    static int write(byte[] bytes, int at, int precision, int scale, byte[] text) {
        Reader reader = new Reader(bytes, at);
        int end = 0;
        if (reader.negative) {
            text[end++] = '-';
        }
        int first = end;
        int wholeDigits = precision - scale;
        end = reader.digits(wholeDigits % GROUP, text, end);
        for (int left = wholeDigits / GROUP; left > 0; left--) {
            end = reader.digits(GROUP, text, end);
        }
        end = withoutLeadingZeros(text, first, end);
        if (scale > 0) {
            text[end++] = '.';
            for (int left = scale / GROUP; left > 0; left--) {
                end = reader.digits(GROUP, text, end);
            }
            end = reader.digits(scale % GROUP, text, end);
        }
        return end;
    }

    private static int withoutLeadingZeros(byte[] text, int first, int end) {
        int kept = first;
        while (kept < end && text[kept] == '0') {
            kept++;
        }
        if (kept == end) {
            text[first] = '0';
            return first + 1;
        }
        System.arraycopy(text, kept, text, first, end - kept);
        return end - (kept - first);
    }

    private static final class Reader {

        private final byte[] bytes;
        private final boolean negative;
        private int flip;
        private int at;

        Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
            this.negative = (bytes[at] & 0x80) == 0;
            this.flip = 0x80; // of the first byte only
        }

        /** Reads a group of up to nine digits. */
        int group(int digits) {
            int value = 0;
            for (int left = BYTES_OF_DIGITS[digits]; left > 0; left--) {
                int stored = (bytes[at++] & 0xff) ^ flip ^ (negative ? 0xff : 0);
                flip = 0;
                value = (value << 8) | (stored & 0xff);
            }
            if (value < 0 || value >= POWERS[digits]) {
                throw new UnreadableValueException("a decimal with a group that has more than " + digits + " digits");
            }
            return value;
        }

        int digits(int count, byte[] text, int from) {
            int value = group(count);
            for (int i = from + count - 1; i >= from; i--) {
                text[i] = (byte) ('0' + value % 10);
                value /= 10;
            }
            return from + count;
        }
    }
}
