package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens the connections of one reader, and closes them all when it is broken off. Thread-safe. */
final class Connector {

    private final ConnectionSettings settings;
    private final Set<BinlogConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    Connector(ConnectionSettings settings) {
        this.settings = settings;
    }

    ConnectionSettings settings() {
        return settings;
    }

    String address() {
        return settings.host() + ":" + settings.port();
    }

    /** Connects and logs in; the connection is to be given back by {@link #close(BinlogConnection)}. */
    BinlogConnection connect() {
        BinlogConnection connection = new BinlogConnection(settings);
        open.add(connection);
        if (aborted) {
            connection.close();
        }
        try {
            connection.connect();
            return connection;
        } catch (BinlogFailure e) {
            close(connection);
            throw e;
        }
    }

    void close(BinlogConnection connection) {
        connection.close();
        open.remove(connection);
    }

    boolean isAborted() {
        return aborted;
    }

    /** Ends every call that waits for the server, by a {@link BinlogFailure}; none succeeds any more. */
    void abort() {
        aborted = true;
        open.forEach(BinlogConnection::close);
    }
}
