package dev.tributary.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Finds the decimal of the fewest digits that reads back as a given floating-point number, of those the nearest.
 *
 * <p>Every number {@code c * 2^q} stands for an interval of reals. With {@code k} so that the interval is wider than
 * {@code 10^k} and not wider than {@code 10^(k+1)}, at most one multiple of {@code 10^(k+1)} lies in it, and at least one of
 * {@code 10^k}: these are the candidates. They are compared in integers of 64 bits, by way of powers of ten that are known
 * to 126 bits.
 *
 * @see <a href="https://drive.google.com/file/d/1IEeATSVnEE6TkrHlCYNY2GjaraBjOT4f">Raffaello Giulietti, The Schubfach way to
 *     render doubles (2022)</a>
 */
final class ShortestDecimal {

    private static final int DOUBLE_FRACTION_BITS = 52;
    private static final int DOUBLE_LOWEST_EXPONENT = -1074;
    private static final int FLOAT_FRACTION_BITS = 23;
    private static final int FLOAT_LOWEST_EXPONENT = -149;

    private static final int LOWEST_POWER = -324;
    private static final int HIGHEST_POWER = 292;
    private static final int POWER_BITS = 126;
    private static final long LOW_63_BITS = Long.MAX_VALUE;

    /** For each {@code k}, {@code 10^-k} scaled to 126 bits and rounded up: the upper 63 bits, then the lower. */
    private static final long[] POWERS = powers();

    private ShortestDecimal() {}

    /** Writes a positive, finite double. */
    static void write(double value, ByteBuilder out) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & ((1L << DOUBLE_FRACTION_BITS) - 1);
        int exponent = (int) (bits >>> DOUBLE_FRACTION_BITS);
        if (exponent == 0) {
            writeSubnormal(value, shorter -> shorter.doubleValue() == value, out);
        } else {
            write(
                    fraction | (1L << DOUBLE_FRACTION_BITS),
                    exponent - 1 + DOUBLE_LOWEST_EXPONENT,
                    fraction == 0 && exponent > 1,
                    out);
        }
    }

    /** Writes a positive, finite float. */
    static void write(float value, ByteBuilder out) {
        int bits = Float.floatToRawIntBits(value);
        int fraction = bits & ((1 << FLOAT_FRACTION_BITS) - 1);
        int exponent = bits >>> FLOAT_FRACTION_BITS;
        if (exponent == 0) {
            writeSubnormal(value, shorter -> shorter.floatValue() == value, out);
        } else {
            write(
                    fraction | (1 << FLOAT_FRACTION_BITS),
                    exponent - 1 + FLOAT_LOWEST_EXPONENT,
                    fraction == 0 && exponent > 1,
                    out);
        }
    }

    /** @param closerBelow whether the next number below is only half as far away as that above */
    private static void write(long c, int q, boolean closerBelow, ByteBuilder out) {
        int odd = (int) c & 1;
        int k = closerBelow ? log10OfThreeQuartersOfPowerOf2(q) : log10OfPowerOf2(q);
        int shift = q + log2OfPowerOf10(-k) + 2;
        long high = POWERS[(k - LOWEST_POWER) * 2];
        long low = POWERS[(k - LOWEST_POWER) * 2 + 1];
        long middle = product(high, low, (c << 2) << shift);
        long lower = product(high, low, ((c << 2) - (closerBelow ? 1 : 2)) << shift) + odd;
        long upper = product(high, low, ((c << 2) + 2) << shift) - odd;

        FloatingText.put(nearest(lower, middle, upper), k, out);
    }

    /** Returns the candidate, all being given in quarters. */
    private static long nearest(long lower, long middle, long upper) {
        long s = middle >> 2;
        long tens = s / 10 * 10;
        boolean tensBelow = lower <= tens << 2;
        boolean tensAbove = (tens + 10) << 2 <= upper;
        if (tensBelow != tensAbove) {
            return tensBelow ? tens : tens + 10;
        }
        boolean below = lower <= s << 2;
        boolean above = (s + 1) << 2 <= upper;
        if (below != above) {
            return below ? s : s + 1;
        }
        long toHalf = middle - ((s + s + 1) << 1);
        return toHalf < 0 || (toHalf == 0 && (s & 1) == 0) ? s : s + 1;
    }

    /** Returns the upper bits of a product with a power of ten; the lowest bit tells that something was cut off. */
    private static long product(long high, long low, long factor) {
        long x1 = Math.multiplyHigh(low, factor);
        long y0 = high * factor;
        long y1 = Math.multiplyHigh(high, factor);
        long z = (y0 >>> 1) + x1;
        long w = y1 + (z >>> 63);
        return w | (((z & LOW_63_BITS) + LOW_63_BITS) >>> 63);
    }

    private static int log10OfPowerOf2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int log10OfThreeQuartersOfPowerOf2(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int log2OfPowerOf10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    /** These have fewer digits the smaller they are, and are rare: digit by digit. */
    private static void writeSubnormal(double value, Predicate<BigDecimal> readsBack, ByteBuilder out) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shorter;
        int precision = 0;
        do {
            precision++;
            shorter = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
        } while (!readsBack.test(shorter));
        FloatingText.put(shorter.unscaledValue().longValueExact(), -shorter.scale(), out);
    }

    private static long[] powers() {
        long[] powers = new long[(HIGHEST_POWER - LOWEST_POWER + 1) * 2];
        for (int k = LOWEST_POWER; k <= HIGHEST_POWER; k++) {
            BigInteger power = scaled(k).add(BigInteger.ONE);
            powers[(k - LOWEST_POWER) * 2] = power.shiftRight(63).longValueExact();
            powers[(k - LOWEST_POWER) * 2 + 1] = power.longValue() & LOW_63_BITS;
        }
        return powers;
    }

    private static BigInteger scaled(int k) {
        if (k <= 0) {
            BigInteger power = BigInteger.TEN.pow(-k);
            int surplus = power.bitLength() - POWER_BITS;
            return surplus >= 0 ? power.shiftRight(surplus) : power.shiftLeft(-surplus);
        }
        BigInteger power = BigInteger.TEN.pow(k);
        BigInteger quotient =
                BigInteger.ONE.shiftLeft(power.bitLength() + POWER_BITS).divide(power);
        return quotient.shiftRight(quotient.bitLength() - POWER_BITS);
    }
}
