package dev.tributary.internal.runtime;

import dev.tributary.TributaryException;
import dev.tributary.spi.Batch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
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
    record TaskEntry<T>(FutureTask<?> task) implements Entry<T> {

        /** Does it, and throws what it throws: it is the pipeline's failure, whatever the reader makes of it. */
        void run() throws InterruptedException {
            task.run();
            try {
                task.get();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof InterruptedException breakOff) {
                    throw breakOff;
                }
                throw unchecked(failure.getCause());
            }
        }

        private static RuntimeException unchecked(@Nullable Throwable cause) {
            if (cause instanceof Error error) {
                throw error;
            }
            return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
    }

    /** The reader delivers nothing any more, because of a failure if there is one. A second one: it is closed too. */
    record End<T>(@Nullable Throwable failure) implements Entry<T> {}

    /** About what a record or signal takes besides its content: batches of positions alone fill the queue too. */
    private static final long ITEM_BYTES = 64;

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
            heldBytes += size(batch);
            add(new BatchEntry<>(batch));
        } finally {
            lock.unlock();
        }
    }

    private static long size(Batch<?> batch) {
        return batch.bytes() + batch.size() * ITEM_BYTES;
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

    /**
     * Has something done by the pipeline's thread after all that was put before, and waits for its result. If it fails,
     * that ends the run.
     */
    <R> R call(Callable<R> work) throws InterruptedException {
        FutureTask<R> task = new FutureTask<>(work);
        lock.lock();
        try {
            checkOpen();
            add(new TaskEntry<>(task));
        } finally {
            lock.unlock();
        }
        try {
            return task.get();
        } catch (CancellationException | ExecutionException ended) {
            throw new ClosedException(ended);
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
            heldBytes -= size(batch);
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
    static final class ClosedException extends TributaryException {

        private static final long serialVersionUID = 1L;

        ClosedException(Throwable cause) {
            super("The pipeline has ended: " + cause.getMessage(), cause);
        }
    }
}
