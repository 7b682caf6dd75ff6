package dev.tributary;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before trying again: the delay doubles from try to try up to a limit, and a random half of it is left
 * out, so that many clients of one server do not come back at once.
 *
 * @param first the delay before the second try
 * @param max the longest delay
 */
public record Backoff(Duration first, Duration max) {

    private static final int MAX_DOUBLINGS = 30;

    /** Checks that both delays are positive and in order. */
    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(max, "max");
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "A backoff begins above zero and does not end below its beginning, but is " + first + " to " + max);
        }
    }

    /** Returns a backoff from 100 milliseconds to 30 seconds. */
    public static Backoff standard() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    /**
     * Returns how long to wait, with jitter.
     *
     * @param failures the number of tries that failed in a row, from 1
     */
    public Duration delay(int failures) {
        long firstNanos = TimeUnit.NANOSECONDS.convert(first); // the longest there is where it is longer
        long maxNanos = TimeUnit.NANOSECONDS.convert(max);
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        boolean belowMax = firstNanos <= maxNanos >> doublings;
        long limit = belowMax ? firstNanos << doublings : maxNanos;
        return Duration.ofNanos(limit - ThreadLocalRandom.current().nextLong(limit / 2 + 1));
    }
}
