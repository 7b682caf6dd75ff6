package dev.tributary.binlog.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The wait between two tries to connect, from which another thread can wake the waiting one. Thread-safe. */
final class Pause {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private long until = System.nanoTime();
    private volatile boolean wakeup;

    /** Begins a pause of this thread's. */
    void begin(Duration length) {
        until = System.nanoTime() + length.toNanos();
    }

    /**
     * Waits for the end of the pause, but no longer than {@code limit} and not after a wake-up.
     *
     * @return whether the pause is over
     */
    boolean await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long deadline = System.nanoTime() + limit.toNanos();
            while (until - System.nanoTime() > 0) {
                long left = Math.min(until, deadline) - System.nanoTime();
                if (left <= 0 || wakeup) {
                    wakeup = false;
                    return false;
                }
                woken.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there was a wake-up since the last time that this was asked. */
    boolean isWoken() {
        boolean seen = wakeup;
        wakeup = false;
        return seen;
    }

    /** Ends this wait, or the next one. Any thread. */
    void wake() {
        lock.lock();
        try {
            wakeup = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
