package dev.tributary.format;

import java.nio.charset.StandardCharsets;

/**
 * Writes floating-point numbers with the fewest digits that read back as the same number, of those the nearest, the same
 * on every JDK (before release 19 {@link Double#toString} sometimes gives one digit too many). No digit is after a point
 * without need: {@code 0.1}, {@code 100}, {@code 1.5e20}.
 */
public final class FloatingText {

    private static final int LOWEST_PLAIN_EXPONENT = -15;
    private static final int PLAIN_EXPONENT_LIMIT = 15;
    private static final int LONGEST = 40;

    private FloatingText() {}

    /** Returns the shortest decimal text of a double. */
    public static String of(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        ByteBuilder text = new ByteBuilder(LONGEST);
        put(value, text);
        return new String(text.array(), 0, text.size(), StandardCharsets.ISO_8859_1);
    }

    /** Returns the shortest decimal text of a float. */
    public static String of(float value) {
        if (!Float.isFinite(value)) {
            return Float.toString(value);
        }
        ByteBuilder text = new ByteBuilder(LONGEST);
        put(value, text);
        return new String(text.array(), 0, text.size(), StandardCharsets.ISO_8859_1);
    }

    /** Writes a double that is finite. */
    static void put(double value, ByteBuilder out) {
        if (Double.doubleToRawLongBits(value) < 0) {
            out.put('-');
        }
        double magnitude = Math.abs(value);
        if (magnitude < 1e15 && magnitude == (long) magnitude) {
            out.putLong((long) magnitude);
        } else {
            ShortestDecimal.write(magnitude, out);
        }
    }

    /** Writes a float that is finite. */
    static void put(float value, ByteBuilder out) {
        if (Float.floatToRawIntBits(value) < 0) {
            out.put('-');
        }
        float magnitude = Math.abs(value);
        if (magnitude < 1 << 24 && magnitude == (int) magnitude) {
            out.putLong((int) magnitude);
        } else {
            ShortestDecimal.write(magnitude, out);
        }
    }

    /** Writes a positive decimal: digits, perhaps with zeros at the end, times a power of ten. */
    static void put(long significand, int exponentOfTen, ByteBuilder out) {
        long digits = significand;
        int scale = -exponentOfTen;
        while (digits % 10 == 0) {
            digits /= 10;
            scale--;
        }
        int precision = ByteBuilder.digits(digits);
        int exponent = precision - scale - 1;
        if (exponent < LOWEST_PLAIN_EXPONENT || (exponent >= PLAIN_EXPONENT_LIMIT && scale <= 0)) {
            out.putDecimal(digits, precision - 1);
            out.put('e');
            out.putLong(exponent);
        } else if (scale >= 0) {
            out.putDecimal(digits, scale);
        } else {
            out.putLong(digits);
            for (int zeros = -scale; zeros > 0; zeros--) {
                out.put('0');
            }
        }
    }
}
