package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {

    private static final long SECOND = 1_000_000_000L;

    /** The clock may start anywhere. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - SECOND, Long.MIN_VALUE})
    void keepsTheRateOverManyReads(long begin) {
        Throttle throttle = new Throttle(100, Long.MAX_VALUE);
        long now = begin;
        long rows = 0;
        while (now - begin < 10 * SECOND) {
            throttle.read(20, 1, now);
            rows += 20;
            long wait = throttle.nanosToWait(now);
            assertThat(wait).isPositive();
            now += wait;
        }
        assertThat(rows).isEqualTo(1_000);
    }

    @Test
    void waitsForWhicheverLimitIsNarrower() {
        Throttle throttle = new Throttle(1_000, 100);

        throttle.read(10, 200, 0);

        assertThat(throttle.nanosToWait(0)).isEqualTo(2 * SECOND);
        assertThat(throttle.nanosToWait(SECOND)).isEqualTo(SECOND);
        assertThat(throttle.nanosToWait(3 * SECOND)).isZero();
    }

    @Test
    void countsWhatIsReadSideBySideTogether() {
        Throttle throttle = new Throttle(10, Long.MAX_VALUE);

        throttle.read(10, 1, 0);
        throttle.read(10, 1, 0);

        assertThat(throttle.nanosToWait(0)).isEqualTo(2 * SECOND);
    }

    @Test
    void savesNothingUpWhileNothingIsRead() {
        Throttle throttle = new Throttle(10, Long.MAX_VALUE);
        throttle.read(10, 1, 0);

        throttle.read(10, 1, 100 * SECOND);

        assertThat(throttle.nanosToWait(100 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void neverWaitsWithoutLimits() {
        Throttle throttle = new Throttle(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(throttle.nanosToWait(7)).isZero();

        throttle.read(1_000_000, 1L << 30, 7);

        assertThat(throttle.nanosToWait(7)).isZero();
        assertThat(throttle.mostRows()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void cutsChunksToHalfASecond() {
        assertThat(new Throttle(100, Long.MAX_VALUE).mostRows()).isEqualTo(50);
        assertThat(new Throttle(1, Long.MAX_VALUE).mostRows()).isEqualTo(1);
    }
}
