package dev.tributary.kafka.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How many bytes a writer may hold between taking a record and the brokers' acknowledgement. Thread-safe. */
final class ByteBudget {

    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private long held; // guarded by lock
    private @Nullable RuntimeException end; // guarded by lock

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Takes bytes, and waits until there is room; a single message may exceed the limit.
     *
     * @throws RuntimeException what {@link #end} was given
     */
    void take(int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (end == null && held > 0 && held + bytes > limit) {
                released.await();
            }
            if (end != null) {
                throw end;
            }
            held += bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Gives bytes back. */
    void release(int bytes) {
        lock.lock();
        try {
            held -= bytes;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes every call of {@link #take} throw from now on; returns whether this was the first. */
    boolean end(RuntimeException cause) {
        lock.lock();
        try {
            boolean first = end == null;
            if (first) {
                end = cause;
                released.signalAll();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws what {@link #end} was given, if it was.
     *
     * @throws RuntimeException that
     */
    void ensureOpen() {
        lock.lock();
        try {
            if (end != null) {
                throw end;
            }
        } finally {
            lock.unlock();
        }
    }
}
