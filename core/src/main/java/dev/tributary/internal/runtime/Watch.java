package dev.tributary.internal.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Finds what hangs in an attempt: a source that does not return, a batch that is not processed, a sink that does not
 * store. No thread can tell that of itself, so each of the two threads looks after the other, and so does whoever asks for
 * the status. Times are those of {@link System#nanoTime()}. Thread-safe.
 */
final class Watch {

    private static final long SPACING_NANOS = Duration.ofMillis(500).toNanos();

    private final Duration limit;
    private final DurablePositions durable;
    private final IntFunction<String> sinkTitles;
    private final AtomicLong lastLook = new AtomicLong(System.nanoTime() - SPACING_NANOS);

    private volatile Optional<Long> readerSeen = Optional.empty();
    private volatile Optional<Long> batchBegan = Optional.empty();

    /**
     * @param limit how long each may take
     * @param sinkTitles what sinks are called in messages, by their number
     */
    Watch(Duration limit, DurablePositions durable, IntFunction<String> sinkTitles) {
        this.limit = limit;
        this.durable = durable;
        this.sinkTitles = sinkTitles;
    }

    /** Returns whether it is time for another look; says so to one thread only. */
    boolean isDue(long now) {
        long last = lastLook.get();
        return now - last >= SPACING_NANOS && lastLook.compareAndSet(last, now);
    }

    /** Learns that the reader's thread is about. */
    void readerSeen(long now) {
        readerSeen = Optional.of(now);
    }

    /** Learns that the reader's thread has ended in order, or has not begun. */
    void readerGone() {
        readerSeen = Optional.empty();
    }

    void batchBegan(long now) {
        batchBegan = Optional.of(now);
    }

    void batchEnded() {
        batchBegan = Optional.empty();
    }

    /** Returns what hangs, as a sentence; empty if nothing does. */
    Optional<String> stall(long now) {
        if (isOver(durable.waitingSince(), now)) {
            OptionalInt sink = durable.slowest();
            return Optional.of((sink.isPresent() ? sinkTitles.apply(sink.getAsInt()) : "A sink")
                    + " has not stored for " + limit.toSeconds()
                    + " s what it was given; is its far end reachable and fast enough?");
        }
        if (isOver(batchBegan, now)) {
            return Optional.of("A step or a sink has not returned for " + limit.toSeconds()
                    + " s; a dump of the thread of the pipeline shows which");
        }
        if (isOver(readerSeen, now)) {
            return Optional.of("The source has not returned for " + limit.toSeconds()
                    + " s; a dump of the thread of its reader shows why");
        }
        return Optional.empty();
    }

    private boolean isOver(Optional<Long> since, long now) {
        return since.isPresent() && now - since.get() > limit.toNanos();
    }
}
