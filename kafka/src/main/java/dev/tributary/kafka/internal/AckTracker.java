package dev.tributary.kafka.internal;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The messages on their way to the brokers, and the positions between them, in the order of writing. Messages of
 * different partitions are acknowledged out of turn; a position is reported once everything that was written before it
 * has been acknowledged. A message that is never acknowledged holds back all positions after it.
 *
 * <p>Holds no more bytes than its {@link ByteBudget}, which also knows whether the flow has ended. A message gives its bytes
 * back when it is forgotten here, with all before it: else those behind one that the brokers take long for would be without
 * number.
 *
 * <p>One thread adds, marks and waits, at a time; any may acknowledge and end. The entries are a linked list, to whose end
 * the adding thread appends, and from whose beginning those who acknowledge remove what is settled: not at each
 * acknowledgement, of which there are many in a row, but once a part of the budget was acknowledged, and when nothing is
 * left on its way. Whoever has removed last has said before he looked when that will be, so that one who acknowledges
 * meanwhile either is seen or does it again.
 */
final class AckTracker {

    /** Learns of positions that are stored, in their order, one call at a time. Must not call back. */
    @FunctionalInterface
    interface Listener {
        void durable(Split split, Position position);
    }

    /** What is waiting for what was written before it. */
    private abstract static sealed class Entry {

        volatile @Nullable Entry next;
    }

    /** What is before the first. */
    private static final class Start extends Entry {}

    /** A message on its way. */
    abstract static non-sealed class InFlight extends Entry {

        private final int bytes;

        private volatile boolean acknowledged;

        /** @param bytes that it takes, 1 or more */
        InFlight(int bytes) {
            this.bytes = bytes;
        }
    }

    /** The last position of a split so far; null once it is reported, so that another needs an entry of its own. */
    private static final class Mark extends Entry {

        private final Split split;
        private final AtomicReference<@Nullable Position> position;

        Mark(Split split, Position position) {
            this.split = split;
            this.position = new AtomicReference<>(position);
        }

        /** Takes a later position instead; returns false if it is too late for that. */
        boolean replace(Position later) {
            Position known = position.get();
            return known != null && position.compareAndSet(known, later);
        }
    }

    /** The most that is acknowledged before it is looked what is settled. */
    private static final long MOST_UNSETTLED_BYTES = 64 * 1024;

    /** Or this part of the budget, where that is less. */
    private static final int PARTS = 16;

    private final ByteBudget budget;
    private final Listener listener;
    private final long mostUnsettledBytes;
    private final AtomicLong acknowledgedBytes = new AtomicLong();
    private final AtomicInteger settling = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();

    /** How much must be acknowledged for the next look at what is settled. */
    private volatile long settledAt;

    /** The entry that was removed last; that after it is the first of those that wait. */
    private volatile Entry first = new Start();

    /** The entry that was added last; the adding thread only. */
    private Entry last = first;

    AckTracker(ByteBudget budget, Listener listener) {
        this.budget = budget;
        this.listener = listener;
        this.mostUnsettledBytes = Math.min(MOST_UNSETTLED_BYTES, budget.limit() / PARTS);
    }

    /**
     * Adds a message that is about to be sent; waits while there is no room for it.
     *
     * @throws RuntimeException the failure, if there was one
     */
    void add(InFlight message) throws InterruptedException {
        budget.take(message.bytes);
        append(message);
    }

    /**
     * Learns that a message is stored, or need not be. To say so again does nothing. Not called by two threads at once for
     * the same message.
     */
    void acknowledge(InFlight message) {
        if (message.acknowledged) {
            return;
        }
        message.acknowledged = true;
        if (acknowledgedBytes.addAndGet(message.bytes) >= settledAt) {
            settle();
        }
    }

    private void append(Entry entry) {
        last.next = entry;
        last = entry;
    }

    /**
     * Adds a position that covers all messages of its split added so far.
     *
     * @throws RuntimeException the failure, if there was one
     */
    void mark(Split split, Position position) {
        budget.ensureOpen();
        if (!(last instanceof Mark mark) || !mark.split.equals(split) || !mark.replace(position)) {
            append(new Mark(split, position));
            settle();
        }
    }

    /**
     * Waits until everything is acknowledged.
     *
     * @return whether it was in time
     * @throws RuntimeException the failure, if there was one
     */
    boolean awaitAll(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                waiting.set(Thread.currentThread()); // before the look, so that what comes after it wakes
                budget.ensureOpen();
                if (first == last) {
                    return true;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for acknowledgements");
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            waiting.set(null);
        }
    }

    /**
     * Ends the flow: every call throws this from now on, and nothing more is reported but what another thread is reporting
     * right now. The first failure stays.
     *
     * @return whether this is the first
     */
    boolean fail(RuntimeException cause) {
        boolean isFirst = budget.end(cause);
        LockSupport.unpark(waiting.get());
        return isFirst;
    }

    /**
     * Throws the failure, if there was one.
     *
     * @throws RuntimeException the failure
     */
    void ensureAlive() {
        budget.ensureOpen();
    }

    /** Removes what is settled and reports it; one thread at a time, which does it again for others that wanted to. */
    private void settle() {
        if (settling.getAndIncrement() != 0) {
            return;
        }
        int asked = 1;
        do {
            removeSettled();
            asked = settling.addAndGet(-asked);
        } while (asked != 0);
    }

    private void removeSettled() {
        settledAt = Math.min(budget.taken(), acknowledgedBytes.get() + mostUnsettledBytes); // before the look
        Entry removed = first;
        long bytes = 0;
        while (!budget.isEnded()) {
            Entry entry = removed.next;
            if (entry == null || (entry instanceof InFlight message && !message.acknowledged)) {
                break;
            }
            if (entry instanceof InFlight message) {
                bytes += message.bytes;
            } else if (entry instanceof Mark mark) {
                report(mark);
            }
            removed.next = null; // or what is old and forgotten keeps what is young from being collected
            removed = entry;
        }
        first = removed;
        if (bytes > 0) {
            budget.release(bytes);
        }
        if (removed.next == null) {
            LockSupport.unpark(waiting.get());
        }
    }

    private void report(Mark mark) {
        Position position = mark.position.getAndSet(null);
        if (position != null) {
            listener.durable(mark.split, position);
        }
    }
}
