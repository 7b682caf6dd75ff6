package dev.tributary.internal.runtime;

import dev.tributary.spi.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one queue between the reader's thread and the pipeline's thread. It is bounded by the bytes of the batches that
 * were put and not yet {@link #done}: the reader asks for room before it polls, so at most one batch exceeds the bound.
 * Tasks that the reader wants done on the pipeline's thread take their place among the batches and need no room.
 */
final class Handover<T> {

    /** What the pipeline's thread takes. */
    sealed interface Entry<T> {}

    /** A batch to process; {@link #done} frees its room. */
    record BatchEntry<T>(Batch<T> batch) implements Entry<T> {}

    /** Something to be done between two batches. */
    record TaskEntry<T>(FutureTask<?> task) implements Entry<T> {}

    /** The reader delivers nothing any more, because of a failure if there is one. */
    record End<T>(@Nullable Throwable failure) implements Entry<T> {}

    private final long capacityBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition entryAdded = lock.newCondition();
    private final Queue<Entry<T>> entries = new ArrayDeque<>();
    private long heldBytes;
    private @Nullable Throwable closedBy;

    Handover(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Waits until there is room for another batch; returns whether there is. */
    boolean awaitRoom(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeout.toNanos();
            while (heldBytes >= capacityBytes && closedBy == null && nanos > 0) {
                nanos = roomMade.awaitNanos(nanos);
            }
            checkOpen();
            return heldBytes < capacityBytes;
        } finally {
            lock.unlock();
        }
    }

    void put(Batch<T> batch) {
        lock.lock();
        try {
            checkOpen();
            heldBytes += batch.bytes();
            add(new BatchEntry<>(batch));
        } finally {
            lock.unlock();
        }
    }

    /** Puts the end behind all that was put before; does nothing once closed. */
    void putEnd(@Nullable Throwable failure) {
        lock.lock();
        try {
            if (closedBy == null) {
                add(new End<>(failure));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Throws if this was closed. */
    void ensureOpen() {
        lock.lock();
        try {
            checkOpen();
        } finally {
            lock.unlock();
        }
    }

    /** Has a task done by the pipeline's thread after all that was put before, and waits for its result. */
    <R> R call(FutureTask<R> task) throws InterruptedException {
        lock.lock();
        try {
            checkOpen();
            add(new TaskEntry<>(task));
        } finally {
            lock.unlock();
        }
        try {
            return task.get();
        } catch (CancellationException closed) {
            throw new ClosedException(closed);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    private void add(Entry<T> entry) {
        entries.add(entry);
        entryAdded.signal();
    }

    private void checkOpen() {
        if (closedBy != null) {
            throw new ClosedException(closedBy);
        }
    }

    /** Takes the next entry; null if there was none in time. Throws what {@link #close} was given. */
    @Nullable
    Entry<T> take(long timeoutNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeoutNanos;
            while (entries.isEmpty() && closedBy == null && nanos > 0) {
                nanos = entryAdded.awaitNanos(nanos);
            }
            checkOpen();
            return entries.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Frees the room of a batch that was taken and processed. */
    void done(Batch<T> batch) {
        lock.lock();
        try {
            heldBytes -= batch.bytes();
            roomMade.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the bytes that were put and are not done. */
    long heldBytes() {
        lock.lock();
        try {
            return heldBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting, now and later, by a {@link ClosedException}; only the first cause counts. */
    void close(Throwable cause) {
        lock.lock();
        try {
            if (closedBy != null) {
                return;
            }
            closedBy = cause;
            for (Entry<T> entry : entries) {
                if (entry instanceof TaskEntry<T> waiting) {
                    waiting.task().cancel(false);
                }
            }
            roomMade.signalAll();
            entryAdded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The run has ended, by the cause that it carries. */
    static final class ClosedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClosedException(Throwable cause) {
            super(cause);
        }
    }
}
