package dev.tributary.internal.runtime;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What other threads want of the reader's thread, which looks here between two polls. Thread-safe. */
final class ReaderMailbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Map<Split, Position> acknowledgements = new HashMap<>();
    private List<CompletableFuture<Map<Split, Position>>> endRequests = new ArrayList<>();
    private boolean paused;
    private boolean stopRequested;
    private boolean finished;

    /** What was asked for since the last look. */
    record Mail(Map<Split, Position> acknowledgements, List<CompletableFuture<Map<Split, Position>>> endRequests) {}

    Mail take() {
        lock.lock();
        try {
            Mail mail = new Mail(acknowledgements, endRequests);
            acknowledgements = new HashMap<>();
            endRequests = new ArrayList<>();
            return mail;
        } finally {
            lock.unlock();
        }
    }

    void acknowledge(Map<Split, Position> durable) {
        change(() -> acknowledgements.putAll(durable));
    }

    /** Drops what was to be acknowledged of splits that are no longer ours. */
    void forget(Iterable<Split> splits) {
        change(() -> splits.forEach(acknowledgements::remove));
    }

    CompletableFuture<Map<Split, Position>> requestEnd() {
        CompletableFuture<Map<Split, Position>> request = new CompletableFuture<>();
        change(() -> endRequests.add(request));
        return request;
    }

    void pause(boolean value) {
        change(() -> paused = value);
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for the end of reading; the reader stays to acknowledge until {@link #finish}. */
    void requestStop() {
        change(() -> stopRequested = true);
    }

    boolean isStopRequested() {
        lock.lock();
        try {
            return stopRequested;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that nothing will be acknowledged any more: the reader may close. */
    void finish() {
        change(() -> finished = true);
    }

    boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while reading is paused and nothing is asked for, up to a time. */
    void awaitWhilePaused(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeout.toNanos();
            while (paused && !stopRequested && hasNoMail() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is asked for, up to a time; returns whether it is. */
    boolean await(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeout.toNanos();
            while (hasNoMail() && !finished && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return finished || !hasNoMail();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasNoMail() {
        return acknowledgements.isEmpty() && endRequests.isEmpty();
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
