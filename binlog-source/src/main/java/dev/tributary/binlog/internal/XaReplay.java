package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.BinlogStream;
import org.jspecify.annotations.Nullable;

/** The rows of an XA transaction that has been committed, read once more, over a connection of their own. */
record XaReplay(PreparedXa prepared, BinlogConnection connection, BinlogStream stream) {

    /** Makes sure that a transaction that begins in the stream is the wanted one. */
    void checkBegin(@Nullable TransactionId gtid) {
        boolean isWanted = prepared.gtid().isEmpty()
                ? stream.file().equals(prepared.file()) && stream.position() == prepared.offset()
                : gtid != null && gtid.toString().equals(prepared.gtid());
        if (!isWanted) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.DUMP_REFUSED,
                    "The server has another transaction in the place of the " + prepared + ": "
                            + (gtid == null ? "" : gtid + " at ") + stream.file() + ":" + stream.position());
        }
    }
}
