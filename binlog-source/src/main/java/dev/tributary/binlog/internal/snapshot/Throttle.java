package dev.tributary.binlog.internal.snapshot;

/** Spares the server: keeps the rows and bytes that are read within limits a second. Thread-safe. */
final class Throttle {

    private final long rowsPerSecond;
    private final long bytesPerSecond;
    private long free; // when the next may begin, by System.nanoTime()
    private boolean begun;

    /** Each limit is positive; {@link Long#MAX_VALUE} for none. */
    Throttle(long rowsPerSecond, long bytesPerSecond) {
        this.rowsPerSecond = rowsPerSecond;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Learns what was read. */
    synchronized void read(long rows, long bytes, long now) {
        double seconds = Math.max(rows / (double) rowsPerSecond, bytes / (double) bytesPerSecond);
        long begin = begun && free - now > 0 ? free : now;
        free = begin + (long) (seconds * 1e9);
        begun = true;
    }

    /** Returns how long to wait before more is read, in nanoseconds. */
    synchronized long nanosToWait(long now) {
        return begun ? Math.max(0, free - now) : 0;
    }

    /** Returns how many rows to read at once at most, so that the rate is even. */
    long mostRows() {
        return rowsPerSecond == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, rowsPerSecond / 2);
    }
}
