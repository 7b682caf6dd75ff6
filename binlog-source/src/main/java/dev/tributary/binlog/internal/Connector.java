package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens the connections of one reader, all to the one server that it reads from now, and closes them all when it is
 * broken off. Thread-safe.
 */
final class Connector {

    private final Set<BinlogConnection> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch aborted = new CountDownLatch(1);
    private volatile ConnectionSettings server;

    Connector(ConnectionSettings server) {
        this.server = server;
    }

    /** Goes over to another server, for connections to come. */
    void use(ConnectionSettings other) {
        server = other;
    }

    String address() {
        return server.address();
    }

    /** Connects and logs in; the connection is to be given back by {@link #close(BinlogConnection)}. */
    BinlogConnection connect() {
        BinlogConnection connection = new BinlogConnection(server);
        open.add(connection);
        if (isAborted()) {
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
        return aborted.getCount() == 0;
    }

    /**
     * Waits, but no longer than until the reader is broken off.
     *
     * @return whether it was
     */
    boolean awaitAbort(Duration limit) {
        try {
            return aborted.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends every call that waits for the server, by a {@link BinlogFailure}; none succeeds any more. */
    void abort() {
        aborted.countDown();
        open.forEach(BinlogConnection::close);
    }
}
