package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NearestDoubleTest {

    private static final int POWERS = NearestDouble.MOST_POWER - NearestDouble.LEAST_POWER + 1;
    private static final long MOST = Long.parseUnsignedLong("9".repeat(NearestDouble.MOST_DIGITS));

    private static double parsed(long digits, int power) {
        return Double.parseDouble(Long.toUnsignedString(digits) + "e" + power);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "1, -27",
        "1, 55",
        "9999999999999999999, 55",
        "9999999999999999999, -27",
        "9007199254740993, 0",
        "9007199254740995, 0",
        "18014398509481983, 0",
        "9223372036854775807, 0",
        "1, 23",
        "17976931348623157, 55"
    })
    void findsWhatJavaFinds(String digits, int power) {
        assertThat(NearestDouble.of(Long.parseUnsignedLong(digits), power))
                .isEqualTo(parsed(Long.parseUnsignedLong(digits), power));
    }

    @Test
    void findsWhatJavaFindsForRandomNumbers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            long digits = (random.nextLong() >>> random.nextInt(63)) | 1;
            if (Long.compareUnsigned(digits, MOST) <= 0) {
                int power = NearestDouble.LEAST_POWER + random.nextInt(POWERS);
                assertThat(NearestDouble.of(digits, power))
                        .as("%s, %d, seed %d", Long.toUnsignedString(digits), power, seed)
                        .isEqualTo(parsed(digits, power));
            }
        }
    }

    /** Integers of a bit more than a double has, and the same number as a fraction of its multiple. */
    @Test
    void roundsToTheEvenOneHalfway() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long halfway = (1L << 53) | (random.nextLong() >>> 11) | 1;
            int power = -random.nextInt(3);
            long digits = halfway * (long) Math.pow(10, -power);
            assertThat(NearestDouble.of(digits, power))
                    .as("%d, %d, seed %d", digits, power, seed)
                    .isEqualTo(parsed(digits, power))
                    .isEqualTo((double) halfway);
        }
    }
}
