package dev.tributary.benchmarks.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

    /** A time in which a thread waited. */
    private record Wait(Instant begin, Instant end) {}

    private static final class Reads {
        private final String role;
        private final List<Wait> waits = new ArrayList<>();

        Reads(String role) {
            this.role = role;
        }

        Duration lived() {
            return Duration.between(
                    waits.get(0).begin(), waits.get(waits.size() - 1).end());
        }

        /** One read can be made of others, so that what overlaps counts once. */
        Duration waited() {
            Duration sum = Duration.ZERO;
            Instant until = Instant.MIN;
            for (Wait wait : waits) {
                Instant begin = wait.begin().isBefore(until) ? until : wait.begin();
                if (wait.end().isAfter(begin)) {
                    sum = sum.plus(Duration.between(begin, wait.end()));
                    until = wait.end();
                }
            }
            return sum;
        }
    }

    /** Adds a read of a socket, with what its thread is there for. */
    void add(RecordedEvent read, String role) {
        RecordedThread thread = read.getThread();
        if (thread != null) {
            byThread.computeIfAbsent(thread.getId(), id -> new Reads(role))
                    .waits
                    .add(new Wait(read.getStartTime(), read.getEndTime()));
        }
    }

    /** Returns a sentence for each kind of thread that reads a lot; empty if there is none. */
    String text() {
        Map<String, Share> shares = new TreeMap<>();
        for (Reads reads : byThread.values()) {
            if (reads.waits.size() >= LEAST_READS) {
                reads.waits.sort(Comparator.comparing(Wait::begin));
                shares.merge(reads.role, new Share(reads.waited(), reads.lived()), Share::plus);
            }
        }
        StringBuilder text = new StringBuilder();
        shares.forEach((role, share) -> text.append(String.format(
                Locale.ROOT, " Thread `%s` waited for the other end %.0f %% of its time.", role, share.percent())));
        return text.toString();
    }

    /** Of the time that threads lived, that in which they waited. */
    private record Share(Duration waited, Duration lived) {

        Share plus(Share other) {
            return new Share(waited.plus(other.waited), lived.plus(other.lived));
        }

        double percent() {
            return 100.0 * waited.toNanos() / Math.max(1, lived.toNanos());
        }
    }
}
