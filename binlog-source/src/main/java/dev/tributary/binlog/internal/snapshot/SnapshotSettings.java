package dev.tributary.binlog.internal.snapshot;

import dev.tributary.Backoff;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import java.util.Optional;

/**
 * How tables are copied.
 *
 * @param connections how many read side by side, at least 1
 * @param chunkRows the most rows of a chunk, at least 1
 * @param rowsPerSecond {@link #NO_LIMIT} for no limit
 * @param bytesPerSecond {@link #NO_LIMIT} for no limit
 * @param server where rows are read; empty for the server that the stream is read from
 * @param backoff between two tries of a chunk
 */
public record SnapshotSettings(
        int connections,
        long chunkRows,
        long rowsPerSecond,
        long bytesPerSecond,
        Optional<ConnectionSettings> server,
        Backoff backoff) {

    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Returns one connection without limits. */
    public static SnapshotSettings standard(Backoff backoff) {
        return new SnapshotSettings(1, NO_LIMIT, NO_LIMIT, NO_LIMIT, Optional.empty(), backoff);
    }
}
