package dev.tributary.jdbc.internal.lane;

import dev.tributary.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * How lanes form batches and try again.
 *
 * @param lanes the number of lanes, each with a connection and a thread
 * @param batchRows a batch closes at this number of rows; 0 for as many as suit the way to the database
 * @param batchBytes a batch closes at this number of bytes
 * @param batchAge a batch closes when its oldest row has waited for this time
 * @param retries how often a batch is tried again after a failure that may pass
 * @param backoff how long to wait before each
 * @param wholeTransactions whether a transaction of the source is stored whole, in one transaction
 */
public record LaneSettings(
        int lanes,
        int batchRows,
        long batchBytes,
        Duration batchAge,
        int retries,
        Backoff backoff,
        boolean wholeTransactions) {

    /** One lane, batches of as many rows as suit, 4 MiB or 100 ms, and retries for about a minute. */
    public static final LaneSettings DEFAULT =
            new LaneSettings(1, 0, 4 << 20, Duration.ofMillis(100), 10, Backoff.standard(), false);

    private static final int MAX_LANES = 64;
    private static final int MAX_BATCH_ROWS = 100_000;
    private static final Duration MAX_BATCH_AGE = Duration.ofHours(1);

    /** Checks what belongs together; the setters check each value. */
    public LaneSettings {
        Objects.requireNonNull(batchAge, "batchAge");
        Objects.requireNonNull(backoff, "backoff");
    }

    /** Returns these settings with another number of lanes. */
    public LaneSettings withLanes(int value) {
        if (value < 1 || value > MAX_LANES) {
            throw new IllegalArgumentException("parallelism must be from 1 to " + MAX_LANES + ", but is " + value);
        }
        return new LaneSettings(value, batchRows, batchBytes, batchAge, retries, backoff, wholeTransactions);
    }

    /** Returns these settings with another number of rows in a batch. */
    public LaneSettings withBatchRows(int value) {
        if (value < 1 || value > MAX_BATCH_ROWS) {
            throw new IllegalArgumentException("batchRows must be from 1 to " + MAX_BATCH_ROWS + ", but is " + value);
        }
        return new LaneSettings(lanes, value, batchBytes, batchAge, retries, backoff, wholeTransactions);
    }

    /** Returns these settings with another number of bytes in a batch. */
    public LaneSettings withBatchBytes(long value) {
        if (value < 1) {
            throw new IllegalArgumentException("batchBytes must be at least 1, but is " + value);
        }
        return new LaneSettings(lanes, batchRows, value, batchAge, retries, backoff, wholeTransactions);
    }

    /** Returns these settings with another age of a batch. */
    public LaneSettings withBatchAge(Duration value) {
        if (value.isNegative() || value.compareTo(MAX_BATCH_AGE) > 0) {
            throw new IllegalArgumentException("batchAge must be from 0 to " + MAX_BATCH_AGE + ", but is " + value);
        }
        return new LaneSettings(lanes, batchRows, batchBytes, value, retries, backoff, wholeTransactions);
    }

    /** Returns these settings with another number of retries and other delays. */
    public LaneSettings withRetries(int value, Backoff delays) {
        if (value < 0) {
            throw new IllegalArgumentException("retries must not be negative, but is " + value);
        }
        return new LaneSettings(lanes, batchRows, batchBytes, batchAge, value, delays, wholeTransactions);
    }

    /** Returns these settings, with transactions of the source stored whole. */
    public LaneSettings withWholeTransactions() {
        return new LaneSettings(lanes, batchRows, batchBytes, batchAge, retries, backoff, true);
    }
}
