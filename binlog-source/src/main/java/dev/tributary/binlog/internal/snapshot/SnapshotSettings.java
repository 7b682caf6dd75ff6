package dev.tributary.binlog.internal.snapshot;

import dev.tributary.Backoff;

/**
 * How tables are copied.
 *
 * @param connections how many read side by side, at least 1
 * @param chunkRows the most rows of a chunk, at least 1
 * @param rowsPerSecond {@link Long#MAX_VALUE} for no limit
 * @param bytesPerSecond {@link Long#MAX_VALUE} for no limit
 * @param backoff between two tries of a chunk
 */
public record SnapshotSettings(
        int connections, long chunkRows, long rowsPerSecond, long bytesPerSecond, Backoff backoff) {}
