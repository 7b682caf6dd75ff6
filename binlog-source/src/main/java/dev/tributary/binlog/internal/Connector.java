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
    private final Set<String> hasLetUsIn = ConcurrentHashMap.newKeySet();
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

    /**
     * Connects and logs in; the connection is to be given back by {@link #close(BinlogConnection)}. A server that has let us in
     * before and refuses now is asked once more, since a byte that the network has damaged looks like a wrong password.
     */
    BinlogConnection connect() {
        ConnectionSettings to = server;
        try {
            return connect(to);
        } catch (BinlogFailure e) {
            if (e.kind() != BinlogFailure.Kind.ACCESS_DENIED || !hasLetUsIn.contains(to.address())) {
                throw e;
            }
            return connect(to);
        }
    }

    private BinlogConnection connect(ConnectionSettings to) {
        BinlogConnection connection = new BinlogConnection(to);
        open.add(connection);
        if (isAborted()) {
            connection.close();
        }
        try {
            connection.connect();
            hasLetUsIn.add(to.address());
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
