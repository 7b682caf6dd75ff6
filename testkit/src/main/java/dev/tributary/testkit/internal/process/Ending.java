package dev.tributary.testkit.internal.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How the end of a process is awaited. */
final class Ending {
    private Ending() {}

    /**
     * Waits for the end of a process that has been told to end, and returns whether it has. An interrupt does not cut
     * the wait short, because nothing must be left behind; the thread stays interrupted.
     */
    static boolean await(Process process, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
