package dev.tributary.internal.runtime;

import java.time.Duration;
import java.util.ArrayDeque;

/** The speed of a count over the last ten seconds or so, from samples of it. Thread-safe. */
final class RateMeter {

    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long SPACING_NANOS = Duration.ofMillis(500).toNanos();

    private record Sample(long count, long nanos) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    synchronized void sample(long count, long nowNanos) {
        Sample newest = samples.peekLast();
        if (newest != null && nowNanos - newest.nanos < SPACING_NANOS) {
            return;
        }
        samples.add(new Sample(count, nowNanos));
        while (samples.size() > 2 && nowNanos - samples.element().nanos > WINDOW_NANOS) {
            samples.remove();
        }
    }

    synchronized double perSecond() {
        Sample oldest = samples.peekFirst();
        Sample newest = samples.peekLast();
        if (oldest == null || newest == null || oldest.nanos == newest.nanos) {
            return 0;
        }
        return (newest.count - oldest.count) * 1e9 / (newest.nanos - oldest.nanos);
    }
}
