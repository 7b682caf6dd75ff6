package dev.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random bit patterns: the text reads back as the same number, and has no more digits than the JDK's. */
class FloatingTextRandomTest {

    private static final int TRIES = 20_000;

    private final long seed = new Random().nextLong();

    @Test
    void doublesReadBack() {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String text = FloatingText.of(value);
            assertThat(Double.parseDouble(text)).as("seed %s: %s", seed, text).isEqualTo(Double.valueOf(value));
            if (Double.isFinite(value)) {
                assertThat(digits(text))
                        .as("seed %s: %s", seed, text)
                        .isLessThanOrEqualTo(digits(Double.toString(value)));
            }
        }
    }

    @Test
    void floatsReadBack() {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            String text = FloatingText.of(value);
            assertThat(Float.parseFloat(text)).as("seed %s: %s", seed, text).isEqualTo(Float.valueOf(value));
            if (Float.isFinite(value)) {
                assertThat(digits(text))
                        .as("seed %s: %s", seed, text)
                        .isLessThanOrEqualTo(digits(Float.toString(value)));
            }
        }
    }

    /** No decimal with one digit less reads back, and none with as many is nearer. */
    @Test
    void noShorterAndNoNearerDecimalReadsBack() {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (Double.isFinite(value) && value != 0) {
                BigDecimal exact = new BigDecimal(value);
                BigDecimal written = new BigDecimal(FloatingText.of(value)).stripTrailingZeros();
                BigDecimal nearest = exact.round(new MathContext(written.precision(), RoundingMode.HALF_EVEN));
                assertThat(written).as("seed %s: %s", seed, value).isEqualByComparingTo(nearest);
                if (written.precision() > 1) {
                    BigDecimal shorter = exact.round(new MathContext(written.precision() - 1, RoundingMode.HALF_EVEN));
                    assertThat(shorter.doubleValue())
                            .as("seed %s: %s", seed, value)
                            .isNotEqualTo(value);
                }
            }
        }
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }
}
