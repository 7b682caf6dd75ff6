package dev.tributary.kafka;

import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/** Stands for the runtime before a writer, and remembers what the writer tells. */
public final class RecordingContext implements SinkContext {

    /** What was reported as durable, in order. */
    public final List<Position> durable = Collections.synchronizedList(new ArrayList<>());

    /** What the writer failed of. */
    public final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    /** The causes of rejected records. */
    public final List<Throwable> rejected = Collections.synchronizedList(new ArrayList<>());

    private final boolean skip;

    /** Creates a context whose policy is to skip rejected records, or to fail. */
    public RecordingContext(boolean skip) {
        this.skip = skip;
    }

    @Override
    public String pipeline() {
        return "test";
    }

    @Override
    public void durable(Split split, Position position) {
        synchronized (durable) {
            durable.add(position);
            durable.notifyAll();
        }
    }

    /** Waits until as many positions were reported. */
    public void awaitDurable(int number, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (durable) {
            while (durable.size() < number) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("Only " + durable + " were reported as durable");
                }
                durable.wait(left / 1_000_000 + 1);
            }
        }
    }

    @Override
    public void failed(Throwable cause) {
        failure.complete(cause);
    }

    @Override
    public void rejected(StreamRecord<?> record, Throwable cause) {
        rejected.add(cause);
        if (!skip) {
            throw (TributaryException) cause;
        }
    }

    @Override
    public void retried(Throwable cause) {}

    @Override
    public long byteBudget() {
        return 1 << 20;
    }

    @Override
    public ThreadFactory threads() {
        return Thread::new;
    }
}
