package dev.tributary.kafka.internal;

import java.util.concurrent.atomic.AtomicLongArray;
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

    /** So many numbers lie between two that different threads write, lest each write slow down the other's reads. */
    private static final int APART = 16;

    private static final int TAKEN = APART;
    private static final int RELEASED = 2 * APART;

    private final long limit;

    /** How much was taken, which the taking thread alone writes, and how much was given back. */
    private final AtomicLongArray counts = new AtomicLongArray(3 * APART);

    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    private final AtomicReference<@Nullable RuntimeException> end = new AtomicReference<>();

    /** How much must have been given back for the thread in {@link #waiting} to go on. */
    private volatile long wanted;

    private long seen; // the taking thread's last look at what was released

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Returns the most that may be held. */
    long limit() {
        return limit;
    }

    /** Returns whether {@link #take} would not wait. The taking thread only. */
    boolean hasRoom(int bytes) {
        if (isFull(bytes)) {
            seen = counts.get(RELEASED);
        }
        return !isFull(bytes);
    }

    private boolean isFull(int bytes) {
        long held = taken() - seen;
        return held > 0 && held + bytes > limit;
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
        counts.setRelease(TAKEN, taken() + bytes);
    }

    /** Returns how many bytes were ever taken; not fewer than were given back by who asks. Any thread. */
    long taken() {
        return counts.getAcquire(TAKEN);
    }

    private void awaitRoom(int bytes) throws InterruptedException {
        wanted = taken() - Math.max(0, Math.min(limit - bytes, limit - limit / 4));
        try {
            while (true) {
                waiting.set(Thread.currentThread()); // before the look, so that what comes after it wakes
                seen = counts.get(RELEASED);
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
    void release(long bytes) {
        long now = counts.addAndGet(RELEASED, bytes);
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
        return taken() - counts.get(RELEASED);
    }
}
