package dev.tributary.binlog.internal.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the current thread allocates. */
final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For buffers that a target needs for any input. */
    private static final long FIXED_BYTES = 2 << 20;

    /** A row of two bytes is an object, and each of several ways to ask it for a value that is none gives an exception. */
    private static final long BYTES_FOR_ONE = 20_000;

    private Allocations() {}

    static long justifiedBy(int inputBytes) {
        return FIXED_BYTES + BYTES_FOR_ONE * inputBytes;
    }

    /** Runs an action, and again if it allocates too much: the first time it may have been the first use of classes. */
    static void within(long most, Runnable action) {
        if (allocatedBy(action) > most) {
            long allocated = allocatedBy(action);
            if (allocated > most) {
                throw new AssertionError("allocated " + allocated + " bytes, more than " + most);
            }
        }
    }

    private static long allocatedBy(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
