package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.event.TransactionSet;
import org.jspecify.annotations.Nullable;

/**
 * A place between two transactions of the stream.
 *
 * @param server which server's files are meant
 * @param executed the transactions before it; null where the server has no GTIDs
 */
public record StreamPlace(
        String server, String file, long offset, @Nullable TransactionSet executed) {

    /** Whether it is not before another place of the same server. */
    boolean isAtOrBehind(StreamPlace other) {
        return BinlogFiles.compare(file, offset, other.file, other.offset) >= 0;
    }
}
