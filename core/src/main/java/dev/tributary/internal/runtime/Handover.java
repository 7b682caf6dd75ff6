package dev.tributary.internal.runtime;

import dev.tributary.TributaryException;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one queue between the reader's thread and the pipeline's thread. It is bounded by the bytes of the batches that
 * were put and not yet {@link #done}: the reader asks for room before it polls, so at most one batch exceeds the bound.
 * Tasks that the reader wants done on the pipeline's thread go before all batches, and within one: the far end may not
 * wait until a slow sink has taken what is queued.
 */
final class Handover<T> {

    /** What the pipeline's thread takes. */
    sealed interface Entry<T> {}

    /**
     * A batch to process; {@link #done} frees its room.
     *
     * @param left the splits that were given up since it was put: what it has of them is to be passed over
     */
    record BatchEntry<T>(Batch<T> batch, Set<Split> left) implements Entry<T> {}

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

    /** The part of the room that is worth waking the reader for. */
    private static final int WOKEN_AT_PART = 4;

    private final long capacityBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomMade = lock.newCondition();
    private final Condition entryAdded = lock.newCondition();
    private final Queue<Entry<T>> entries = new ArrayDeque<>();
    private final Queue<TaskEntry<T>> tasks = new ArrayDeque<>();
    private volatile boolean hasTasks;
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
            add(new BatchEntry<>(batch, new HashSet<>()));
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
     * Has something done by the pipeline's thread as soon as that has come to the next position, and waits for its
     * result. If it fails, that ends the run.
     *
     * @throws TimeoutException if it was not done in time; it may still be
     */
    <R> R call(Callable<R> work, Duration limit) throws InterruptedException, TimeoutException {
        FutureTask<R> task = new FutureTask<>(work);
        lock.lock();
        try {
            checkOpen();
            tasks.add(new TaskEntry<>(task));
            hasTasks = true;
            entryAdded.signal();
        } finally {
            lock.unlock();
        }
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (CancellationException | ExecutionException ended) {
            throw new ClosedException(ended);
        }
    }

    /** Does what the reader wants done. The pipeline's thread asks this at each position. */
    void runTasks() throws InterruptedException {
        while (hasTasks) {
            TaskEntry<T> task = takeTask();
            if (task != null) {
                task.run();
            }
        }
    }

    private @Nullable TaskEntry<T> takeTask() {
        lock.lock();
        try {
            checkOpen();
            TaskEntry<T> task = tasks.poll();
            hasTasks = !tasks.isEmpty();
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Lets what is queued of splits be passed over. */
    void leave(Set<Split> splits) {
        lock.lock();
        try {
            for (Entry<T> entry : entries) {
                if (entry instanceof BatchEntry<T> waiting) {
                    waiting.left().addAll(splits);
                }
            }
        } finally {
            lock.unlock();
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
            while (entries.isEmpty() && tasks.isEmpty() && closedBy == null && nanos > 0) {
                nanos = entryAdded.awaitNanos(nanos);
            }
            checkOpen();
            TaskEntry<T> task = takeTask();
            return task == null ? entries.poll() : task;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees the room of a batch that was taken and processed. A reader that waits is woken when a part of the room is free, and
     * at the latest when only one batch is left: to wake a thread for each would cost more than many a batch.
     */
    void done(Batch<T> batch) {
        lock.lock();
        try {
            heldBytes -= size(batch);
            if (heldBytes <= capacityBytes - capacityBytes / WOKEN_AT_PART || entries.size() <= 1) {
                roomMade.signal();
            }
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
            tasks.forEach(waiting -> waiting.task().cancel(false));
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
