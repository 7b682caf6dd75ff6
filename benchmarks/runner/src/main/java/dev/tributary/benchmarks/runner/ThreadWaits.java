package dev.tributary.benchmarks.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** How much of its time each thread waits for bytes from a socket, from its first wait in a recording to its last. */
final class ThreadWaits {

    /** Fewer are no work with a server. */
    private static final int LEAST_READS = 50;

    private final Map<Long, Reads> byThread = new HashMap<>();

    private static final class Reads {
        private final String role;
        private final Instant first;
        private Instant last;
        private Duration waited = Duration.ZERO;
        private int number;

        Reads(String role, Instant first) {
            this.role = role;
            this.first = first;
            this.last = first;
        }
    }

    /** Adds a read of a socket, with what its thread is there for. */
    void add(RecordedEvent read, String role) {
        RecordedThread thread = read.getThread();
        if (thread != null) {
            Reads reads = byThread.computeIfAbsent(thread.getId(), id -> new Reads(role, read.getStartTime()));
            reads.last = read.getEndTime();
            reads.waited = reads.waited.plus(read.getDuration());
            reads.number++;
        }
    }

    /** Returns a sentence for each kind of thread that reads a lot; empty if there is none. */
    String text() {
        Map<String, Duration> waited = new TreeMap<>();
        Map<String, Duration> lived = new TreeMap<>();
        for (Reads reads : byThread.values()) {
            if (reads.number >= LEAST_READS) {
                waited.merge(reads.role, reads.waited, Duration::plus);
                lived.merge(reads.role, Duration.between(reads.first, reads.last), Duration::plus);
            }
        }
        StringBuilder text = new StringBuilder();
        waited.forEach((role, time) -> text.append(String.format(
                Locale.ROOT,
                " Thread `%s` waited for the other end %.0f %% of its time.",
                role,
                100.0 * time.toNanos() / Math.max(1, lived.get(role).toNanos()))));
        return text.toString();
    }
}
