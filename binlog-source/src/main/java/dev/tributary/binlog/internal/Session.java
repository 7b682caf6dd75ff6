package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;

/** One connection that the binlog is read from, and all that is known only as long as it lasts. */
record Session(BinlogConnection connection, BinlogStream stream, StreamReader reader) {}
