package dev.tributary.binlog.internal.snapshot;

import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.ServerKind;
import java.util.Optional;

/**
 * The server whose tables are copied, while the stream is read from it. Thread-safe; each connection is used by one thread.
 * Every failure is a {@link BinlogFailure}.
 */
public interface SourceServer {

    ServerKind kind();

    /** Whether the names of tables are the same in upper and lower case. */
    boolean ignoresLetterCase();

    /** Connects to where rows are read. */
    BinlogConnection connect();

    void close(BinlogConnection connection);

    /** Sees to it that the next SELECT of the connection sees all transactions before a place, and waits for that. */
    void see(BinlogConnection connection, StreamPlace low);

    /** What a SELECT ends with so that {@link #see} holds; may be empty. */
    String lock();

    /** Ends what {@link #see} began. */
    void seen(BinlogConnection connection);

    /** Where the binlog ends that the stream is read from: behind all that any SELECT before this call has seen. */
    StreamPlace end(BinlogConnection connection);

    /** What is to be said of a table that is not found. */
    BinlogFailure unseen(TableId table);

    /** The statement that lets the account read a table as {@link #lock} says. */
    String grant(TableId table);

    /** The columns of a table, which is spelled as the server does; empty where there is no such table, or none that the account may read. */
    Optional<TableSchema> schema(BinlogConnection connection, TableId table);
}
