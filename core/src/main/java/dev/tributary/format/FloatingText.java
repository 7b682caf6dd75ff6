package dev.tributary.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Writes floating-point numbers with the fewest digits that read back as the same number, the same on every JDK
 * (before release 19 {@link Double#toString} sometimes gives one digit too many).
 */
public final class FloatingText {

    private static final int LOWEST_PLAIN_EXPONENT = -15;
    private static final int PLAIN_EXPONENT_LIMIT = 15;

    private FloatingText() {}

    /** Returns the shortest decimal text of a double, such as {@code 0.1}, {@code 100} or {@code 1.5e20}. */
    public static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return text(shortest(new BigDecimal(Double.toString(value)), shorter -> shorter.doubleValue() == value));
    }

    /** Returns the shortest decimal text of a float. */
    public static String of(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value) || value == 0) {
            return of((double) value);
        }
        return text(shortest(new BigDecimal(Float.toString(value)), shorter -> shorter.floatValue() == value));
    }

    private static BigDecimal shortest(BigDecimal exact, Predicate<BigDecimal> readsBack) {
        BigDecimal best = exact.stripTrailingZeros();
        while (best.precision() > 1) {
            MathContext oneDigitLess = new MathContext(best.precision() - 1, RoundingMode.HALF_EVEN);
            BigDecimal shorter = best.round(oneDigitLess).stripTrailingZeros();
            if (!readsBack.test(shorter)) {
                break;
            }
            best = shorter;
        }
        return best;
    }

    private static String text(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= LOWEST_PLAIN_EXPONENT && (exponent < PLAIN_EXPONENT_LIMIT || value.scale() > 0)) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        return (value.signum() < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + exponent;
    }
}
