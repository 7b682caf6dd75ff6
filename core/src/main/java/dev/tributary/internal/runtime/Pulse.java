package dev.tributary.internal.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When to say that a pipeline is alive: not with each batch, and not at its very start. Thread-safe. */
final class Pulse {

    private final long intervalNanos;
    private final AtomicLong last;

    /** @param now the time of {@link System#nanoTime()}, as all times here */
    Pulse(Duration interval, long now) {
        this.intervalNanos = interval.toNanos();
        this.last = new AtomicLong(now);
    }

    /** Returns whether it is time; says so once an interval, to one thread. */
    boolean isDue(long now) {
        long before = last.get();
        return now - before >= intervalNanos && last.compareAndSet(before, now);
    }
}
