package dev.tributary.benchmarks.contest;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of one pass and measures what they cost. Rows and the mark come from one thread at a time; another may
 * wait for the mark.
 */
public final class CaptureMeter {

    private final Usage usage;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long rows;
    private long producedBytes;
    private long firstRow;
    private volatile @Nullable PassFigures figures;
    private volatile @Nullable Throwable failure;

    CaptureMeter(Usage usage) {
        this.usage = usage;
    }

    /**
     * Counts a changed row.
     *
     * @param bytes that were made of it
     */
    public void row(int bytes) {
        if (rows++ == 0) {
            firstRow = System.nanoTime();
        }
        producedBytes += bytes;
    }

    /**
     * Counts a row, and ends the pass if it is the last.
     *
     * @param bytes that were made of it
     * @param all how many rows there are
     * @return whether it was the last
     */
    public boolean row(int bytes, long all) {
        row(bytes);
        if (rows < all) {
            return false;
        }
        mark();
        return true;
    }

    /** Starts the clock; for contestants that cannot tell rows. */
    public void begin() {
        firstRow = System.nanoTime();
    }

    /** Ends the pass at the mark, or behind the last row. */
    public void mark() {
        if (ended.getCount() > 0) {
            figures = usage.figures(rows, System.nanoTime() - firstRow, producedBytes);
            ended.countDown();
        }
    }

    /** Ends the pass at the mark; for contestants that cannot tell rows, and have seen to it that none is missing. */
    public void markAfter(long rowsBehind) {
        rows = rowsBehind;
        mark();
    }

    /** Ends the pass by a failure. */
    public void fail(Throwable cause) {
        failure = cause;
        ended.countDown();
    }

    /** Waits for the mark. */
    public void awaitMark() throws InterruptedException {
        ended.await();
    }

    PassFigures figures(long expectedRows) {
        Throwable cause = failure;
        PassFigures measured = figures;
        if (cause != null || measured == null) {
            throw new IllegalStateException("The pass failed after " + rows + " rows", cause);
        }
        if (measured.rows() != expectedRows) {
            throw new IllegalStateException(
                    "Up to the mark " + measured.rows() + " rows were seen, but " + expectedRows + " were written");
        }
        return measured;
    }
}
