package dev.tributary.flink.internal;

import dev.tributary.spi.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What was read and not emitted, bounded by bytes. One thread puts and one takes.
 *
 * @param <T> the type of the elements
 */
final class BatchQueue<T> {

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Batch<T>> batches = new ArrayDeque<>();
    private long bytes;
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private @Nullable Throwable failure;

    BatchQueue(long limit) {
        this.limit = limit;
    }

    /** Waits until there is room for another batch; returns false if there is none within the time. */
    boolean awaitRoom(Duration time) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = time.toNanos();
            while (bytes >= limit && left > 0) {
                left = changed.awaitNanos(left);
            }
            return bytes < limit;
        } finally {
            lock.unlock();
        }
    }

    void put(Batch<T> batch) {
        lock.lock();
        try {
            if (failure == null) {
                batches.add(batch);
                bytes += batch.bytes();
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes the other thread throw this, after what was put before; what is put after is dropped. */
    void fail(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) { // the first is the reason for the others
                failure = cause;
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #available} done, so that its caller looks again. */
    void wakeup() {
        lock.lock();
        try {
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        changed.signalAll();
        available.complete(null);
    }

    /** Returns the next batch, or null if there is none now. */
    @Nullable
    Batch<T> poll() throws Exception {
        lock.lock();
        try {
            return batches.isEmpty() && failure == null ? null : first();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch. */
    Batch<T> take() throws Exception {
        lock.lockInterruptibly();
        try {
            while (batches.isEmpty() && failure == null) {
                changed.await();
            }
            return first();
        } finally {
            lock.unlock();
        }
    }

    private Batch<T> first() throws Exception {
        Batch<T> batch = batches.poll();
        if (batch == null) {
            Throwable cause = Objects.requireNonNull(failure);
            throw cause instanceof Exception known ? known : new IllegalStateException(cause);
        }
        bytes -= batch.bytes();
        changed.signalAll();
        return batch;
    }

    /** Returns what is done as soon as {@link #poll} gives or throws something. */
    CompletableFuture<Void> available() {
        lock.lock();
        try {
            if (!batches.isEmpty() || failure != null) {
                return NOW;
            }
            if (available.isDone()) {
                available = new CompletableFuture<>();
            }
            return available;
        } finally {
            lock.unlock();
        }
    }
}
