package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;

/**
 * One connection that the binlog is read from, and all that is known only as long as it lasts.
 *
 * @param filter which tables are captured, as the server tells their names apart
 */
record Session(
        BinlogConnection connection, BinlogStream stream, StreamReader reader, ServerFacts facts, TableFilter filter) {}
