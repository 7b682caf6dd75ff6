package dev.tributary.jdbc;

import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A context that keeps what a writer reports, and skips what it rejects. Thread-safe. */
final class RecordingContext implements SinkContext {

    final List<Position> durable = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final List<Throwable> retries = new CopyOnWriteArrayList<>();
    final List<StreamRecord<?>> rejected = new CopyOnWriteArrayList<>();
    final List<Throwable> reasons = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final Map<String, String> explained = new ConcurrentHashMap<>();
    volatile long byteBudget = 1 << 20;
    final AtomicInteger endsAsked = new AtomicInteger();

    /** What the source answers when it is asked for its end. */
    volatile CompletableFuture<Map<Split, Position>> sourceEnd = CompletableFuture.completedFuture(Map.of());

    @Override
    public String pipeline() {
        return "test";
    }

    @Override
    public void durable(Split split, Position position) {
        durable.add(position);
    }

    @Override
    public void failed(Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void rejected(StreamRecord<?> record, Throwable cause) {
        rejected.add(record);
        reasons.add(cause);
    }

    @Override
    public void retried(Throwable cause) {
        retries.add(cause);
    }

    @Override
    public void explained(String what, String how) {
        explained.put(what, how);
    }

    @Override
    public long byteBudget() {
        return byteBudget;
    }

    @Override
    public Position decodePosition(String encoded) {
        return new Changes.At(Long.parseLong(encoded));
    }

    @Override
    public CompletableFuture<Map<Split, Position>> sourceEnd() {
        endsAsked.incrementAndGet();
        return sourceEnd;
    }

    @Override
    public ThreadFactory threads() {
        return work -> {
            Thread thread = new Thread(work, "test-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        };
    }
}
