package dev.tributary.kafka.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a writer may hold between taking a record and the brokers' acknowledgement; a single message may exceed it.
 *
 * <p>One thread takes, at a time; any may give back, end and ask. Neither locks, and the taking thread, once it has had to
 * wait, is woken only when a quarter of the budget is free: to wake it for each acknowledgement would cost more than to
 * send the message.
 */
final class ByteBudget {

    private final long limit;
    private final AtomicLong released = new AtomicLong();
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private final AtomicReference<@Nullable RuntimeException> end = new AtomicReference<>();

    /** How much must have been given back for the thread in {@link #waiting} to go on. */
    private volatile long wanted;

    private long taken; // the taking thread only
    private long seen; // its last look at what was released

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Returns whether {@link #take} would not wait. The taking thread only. */
    boolean hasRoom(int bytes) {
        if (isFull(bytes)) {
            seen = released.get();
        }
        return !isFull(bytes);
    }

    private boolean isFull(int bytes) {
        return taken > seen && taken - seen + bytes > limit;
    }

    /**
     * Takes bytes, and waits until there is room.
     *
     * @throws RuntimeException what {@link #end} was given
     */
    void take(int bytes) throws InterruptedException {
        ensureOpen();
        if (!hasRoom(bytes)) {
            awaitRoom(bytes);
        }
        taken += bytes;
    }

    private void awaitRoom(int bytes) throws InterruptedException {
        wanted = taken - Math.max(0, Math.min(limit - bytes, limit - limit / 4));
        try {
            while (true) {
                waiting.set(Thread.currentThread()); // before the look, so that what comes after it wakes
                seen = released.get();
                ensureOpen(); // after the look, so that bytes given back after the end are not taken
                if (seen >= wanted) {
                    return;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for acknowledgements");
                }
                LockSupport.park(this);
            }
        } finally {
            waiting.set(null);
        }
    }

    /** Gives bytes back. */
    void release(int bytes) {
        long now = released.addAndGet(bytes);
        Thread thread = waiting.get();
        if (thread != null && now >= wanted && waiting.compareAndSet(thread, null)) {
            LockSupport.unpark(thread);
        }
    }

    /** Makes every call of {@link #take} throw from now on; returns whether this was the first. */
    boolean end(RuntimeException cause) {
        boolean first = end.compareAndSet(null, cause);
        LockSupport.unpark(waiting.get());
        return first;
    }

    /** Returns whether {@link #end} was called. */
    boolean isEnded() {
        return end.get() != null;
    }

    /**
     * Throws what {@link #end} was given, if it was.
     *
     * @throws RuntimeException that
     */
    void ensureOpen() {
        RuntimeException cause = end.get();
        if (cause != null) {
            throw cause;
        }
    }

    /** Returns the bytes that were taken and not given back. The taking thread only. */
    long held() {
        return taken - released.get();
    }
}
