package dev.tributary.binlog.internal.row;

import java.math.BigInteger;

/**
 * Finds the {@code double} that is nearest to a decimal number by one or two multiplications with a power of five that is
 * kept to 128 bits. Within the powers that are kept here the product always tells how to round.
 *
 * @see <a href="https://arxiv.org/abs/2101.11408">D. Lemire, Number Parsing at a Gigabyte per Second, 2021</a>
 */
final class NearestDouble {

    static final int LEAST_POWER = -27;
    static final int MOST_POWER = 55;

    /** More digits may be beyond 64 bits. */
    static final int MOST_DIGITS = 19;

    private static final int KEPT_BITS = 128;
    private static final int STORED_BITS = 52;

    /** By how many bits a product is longer than the stored ones with the one above and one to round by. */
    private static final int SURPLUS = Long.SIZE - STORED_BITS - 3;

    private static final long SURPLUS_MASK = (1L << SURPLUS) - 1;
    private static final int EXPONENT_BIAS = Double.MAX_EXPONENT;

    /** Between these powers a number can lie just between two doubles. */
    private static final int LEAST_HALFWAY_POWER = -4;

    private static final int MOST_HALFWAY_POWER = 23;

    /** The upper halves of the powers of five from {@link #LEAST_POWER} on, with their highest bit set. */
    private static final long[] UPPER = new long[MOST_POWER - LEAST_POWER + 1];

    private static final long[] LOWER = new long[UPPER.length];

    static {
        for (int power = LEAST_POWER; power <= MOST_POWER; power++) {
            BigInteger bits = keptBits(power);
            UPPER[power - LEAST_POWER] = bits.shiftRight(Long.SIZE).longValue();
            LOWER[power - LEAST_POWER] = bits.longValue();
        }
    }

    private NearestDouble() {}

    /** Powers are cut off, reciprocals rounded up. */
    private static BigInteger keptBits(int power) {
        BigInteger five = BigInteger.valueOf(5).pow(Math.abs(power));
        int length = five.bitLength();
        if (power >= 0) {
            return five.shiftLeft(KEPT_BITS).shiftRight(length);
        }
        return BigInteger.ONE.shiftLeft(length + KEPT_BITS - 1).divide(five).add(BigInteger.ONE);
    }

    /**
     * Returns the double nearest to {@code digits}, taken as unsigned, times ten to a power.
     *
     * @param digits not 0
     * @param power from {@link #LEAST_POWER} to {@link #MOST_POWER}
     */
    static double of(long digits, int power) {
        int leadingZeros = Long.numberOfLeadingZeros(digits);
        long shifted = digits << leadingZeros;
        int index = power - LEAST_POWER;
        long high = unsignedMultiplyHigh(shifted, UPPER[index]);
        long low = shifted * UPPER[index];
        if ((high & SURPLUS_MASK) == SURPLUS_MASK) {
            long carry = unsignedMultiplyHigh(shifted, LOWER[index]);
            low += carry;
            if (Long.compareUnsigned(carry, low) > 0) {
                high++;
            }
        }
        int top = (int) (high >>> (Long.SIZE - 1));
        int cut = top + SURPLUS;
        long mantissa = high >>> cut;
        boolean exact = (low == 0 || low == 1) && (mantissa << cut) == high;
        if (exact && power >= LEAST_HALFWAY_POWER && power <= MOST_HALFWAY_POWER && (mantissa & 3) == 1) {
            mantissa--; // halfway: down to the even one
        }
        mantissa = (mantissa + (mantissa & 1)) >>> 1;
        // The exponent of two of ten to the power, by the binary logarithm of ten.
        int exponent = ((217_706 * power) >> 16) + Long.SIZE - 1 + top - leadingZeros + EXPONENT_BIAS;
        // A mantissa that was rounded up to the next power of two carries into the exponent.
        return Double.longBitsToDouble(((long) (exponent - 1) << STORED_BITS) + mantissa);
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> (Long.SIZE - 1)) & b) + ((b >> (Long.SIZE - 1)) & a);
    }
}
