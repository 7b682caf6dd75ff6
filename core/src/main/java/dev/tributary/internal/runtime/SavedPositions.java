package dev.tributary.internal.runtime;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Up to where each split is saved, for status and for those who wait for it; outlives restarts. Thread-safe. */
final class SavedPositions {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Split, Position> positions = new HashMap<>();
    private long changes;

    void put(Map<Split, Position> saved) {
        lock.lock();
        try {
            positions.putAll(saved);
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void forget(Split split) {
        lock.lock();
        try {
            positions.remove(split);
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those who wait, to look whether there is something else to know. */
    void signal() {
        put(Map.of());
    }

    /** Waits until all ends are covered, or a condition says to give up; returns whether they are. */
    boolean awaitCovered(Map<Split, Position> ends, long deadlineNanos, BooleanSupplier giveUp)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!covers(ends)) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0 || giveUp.getAsBoolean()) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often something was saved, or who waits was woken. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there were more {@link #changes} than some that were seen, up to a time. */
    void awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether all ends are covered. */
    boolean covers(Map<Split, Position> ends) {
        lock.lock();
        try {
            return ends.entrySet().stream().allMatch(end -> {
                Position saved = positions.get(end.getKey());
                return saved != null && saved.covers(end.getValue());
            });
        } finally {
            lock.unlock();
        }
    }

    /** Returns the positions as text for people, by split. */
    Map<String, String> asText() {
        lock.lock();
        try {
            Map<String, String> text = new TreeMap<>();
            positions.forEach((split, position) -> text.put(split.id(), position.toString()));
            return text;
        } finally {
            lock.unlock();
        }
    }
}
