package dev.tributary.testkit.internal.proxy;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What all bytes of a proxy pass, and where they wait while it is frozen or slow. Thread-safe. */
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean frozen; // guarded by lock
    private boolean closed; // guarded by lock
    private long delayNanos; // guarded by lock
    private int thaws; // guarded by lock

    /** Lets nothing pass until {@link #thaw()}. */
    public void freeze() {
        change(() -> frozen = true);
    }

    /** Lets nothing pass, unless {@link #thaw()} has been called since it had been called so often. */
    void freezeUnlessThawed(int thawsBefore) {
        change(() -> frozen |= thaws == thawsBefore);
    }

    /** Lets bytes pass again. */
    public void thaw() {
        change(() -> {
            frozen = false;
            thaws++;
        });
    }

    /** How often {@link #thaw()} has been called. */
    int thaws() {
        lock.lock();
        try {
            return thaws;
        } finally {
            lock.unlock();
        }
    }

    /** Holds everything back for this long. */
    public void delay(Duration delay) {
        change(() -> delayNanos = delay.toNanos());
    }

    /** Ends all waiting, now and later. */
    public void close() {
        change(() -> closed = true);
    }

    private void change(Runnable setting) {
        lock.lock();
        try {
            setting.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until what arrived at this time may pass.
     *
     * @return whether it may; false if the gate was closed
     */
    boolean pass(long arrivalNanos) {
        lock.lock();
        try {
            while (!closed) {
                long left = arrivalNanos + delayNanos - System.nanoTime();
                if (!frozen && left <= 0) {
                    return true;
                }
                if (frozen) {
                    changed.await();
                } else {
                    changed.awaitNanos(left);
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
