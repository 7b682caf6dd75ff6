package dev.tributary.binlog.internal.snapshot;

/**
 * How many rows a chunk should have: so many that the time between two statements does not count, and so few that it is
 * soon read and little memory. Not thread-safe.
 */
final class ChunkSize {

    /** Reading beyond that is broken off. */
    static final long MOST_BYTES = 16L << 20;

    private static final long FIRST_ROWS = 1_000;
    private static final long GOOD_BYTES = 4L << 20;
    private static final long GOOD_NANOS = 500_000_000L;
    private static final double MOST_GROWTH = 4;

    private final long mostRows;
    private double rows;

    /** @param mostRows at least 1 */
    ChunkSize(long mostRows) {
        this.mostRows = mostRows;
        this.rows = Math.min(FIRST_ROWS, mostRows);
    }

    long rows() {
        return Math.max(1, (long) rows);
    }

    /** Learns what a chunk was like. */
    void learn(long readRows, long bytes, long nanos) {
        if (readRows > 0) {
            double byBytes = readRows * (double) GOOD_BYTES / Math.max(1, bytes);
            double byTime = readRows * (double) GOOD_NANOS / Math.max(1, nanos);
            set(Math.min(rows * MOST_GROWTH, Math.min(byBytes, byTime)));
        }
    }

    /** Learns that a chunk was changed too much while it was read. */
    void halve() {
        set(rows / 2);
    }

    private void set(double wanted) {
        rows = Math.max(1, Math.min((double) mostRows, wanted));
    }
}
