package dev.tributary.kafka.internal;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages on their way to the brokers, and the positions between them, in the order of writing. Messages of
 * different partitions are acknowledged out of turn; a position is reported once everything that was written before it
 * has been acknowledged. A message that is never acknowledged holds back all positions after it.
 *
 * <p>Holds no more bytes than its budget, but for a single message that is larger. Thread-safe.
 */
final class AckTracker {

    /** Learns of positions that are stored, in their order, one call at a time. Must not call back. */
    @FunctionalInterface
    interface Listener {
        void durable(Split split, Position position);
    }

    /** What is waiting for what was written before it. */
    private sealed interface Entry {}

    /** A message on its way. */
    final class InFlight implements Entry {

        private final int bytes;

        private boolean acknowledged;

        private InFlight(int bytes) {
            this.bytes = bytes;
        }

        /** Learns that the message is stored, or need not be. */
        void acknowledge() {
            lock.lock();
            try {
                if (!acknowledged) {
                    acknowledged = true;
                    heldBytes -= bytes;
                    settle();
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Mark implements Entry {

        private final Split split;
        private Position position;

        Mark(Split split, Position position) {
            this.split = split;
            this.position = position;
        }
    }

    private final long byteBudget;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // The lock guards all of these, and each message's flag.
    private final ArrayDeque<Entry> pending = new ArrayDeque<>();

    private long heldBytes;

    private @Nullable RuntimeException failure;

    AckTracker(long byteBudget, Listener listener) {
        this.byteBudget = byteBudget;
        this.listener = listener;
    }

    /**
     * Adds a message that is about to be sent; waits while there is no room for it.
     *
     * @throws RuntimeException the failure, if there was one
     */
    InFlight add(int bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            throwIfFailed();
            while (heldBytes > 0 && heldBytes + bytes > byteBudget) {
                changed.await();
                throwIfFailed();
            }
            InFlight message = new InFlight(bytes);
            heldBytes += bytes;
            pending.add(message);
            return message;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a position that covers all messages of its split added so far.
     *
     * @throws RuntimeException the failure, if there was one
     */
    void mark(Split split, Position position) {
        lock.lock();
        try {
            throwIfFailed();
            if (pending.peekLast() instanceof Mark last && last.split.equals(split)) {
                last.position = position;
            } else {
                pending.add(new Mark(split, position));
                settle();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything is acknowledged.
     *
     * @return whether it was in time
     * @throws RuntimeException the failure, if there was one
     */
    boolean awaitAll(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            throwIfFailed();
            while (!pending.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
                throwIfFailed();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the flow: every call throws this from now on, and nothing more is reported. The first failure stays.
     *
     * @return whether this is the first
     */
    boolean fail(RuntimeException cause) {
        lock.lock();
        try {
            boolean first = failure == null;
            if (first) {
                failure = cause;
                changed.signalAll();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws the failure, if there was one.
     *
     * @throws RuntimeException the failure
     */
    void ensureAlive() {
        lock.lock();
        try {
            throwIfFailed();
        } finally {
            lock.unlock();
        }
    }

    private void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Reports while holding the lock, since acknowledgements and marks come from two threads and the order counts. */
    private void settle() {
        if (failure != null) {
            return;
        }
        while (true) {
            Entry first = pending.peek();
            if (first instanceof Mark mark) {
                listener.durable(mark.split, mark.position);
            } else if (!(first instanceof InFlight message) || !message.acknowledged) {
                return;
            }
            pending.remove();
        }
    }

    /** Returns the bytes of the messages on their way. */
    long heldBytes() {
        lock.lock();
        try {
            return heldBytes;
        } finally {
            lock.unlock();
        }
    }
}
