package dev.tributary.binlog;

import java.util.Optional;

/**
 * How a {@link MySqlSource} reads the rows of snapshots, and how it spares the server.
 *
 * <p>Immutable.
 */
public final class SnapshotOptions {

    private static final int MAX_PORT = 65_535;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final int connections;
    private final long chunkRows;
    private final long rowsPerSecond;
    private final long bytesPerSecond;
    private final Optional<Server> server;

    /** The host and port of a server. */
    record Server(String host, int port) {}

    private SnapshotOptions(
            int connections, long chunkRows, long rowsPerSecond, long bytesPerSecond, Optional<Server> server) {
        this.connections = connections;
        this.chunkRows = chunkRows;
        this.rowsPerSecond = rowsPerSecond;
        this.bytesPerSecond = bytesPerSecond;
        this.server = server;
    }

    /** Returns the standard: one connection, no limits, from the server that the stream is read from. */
    public static SnapshotOptions standard() {
        return new SnapshotOptions(1, NO_LIMIT, NO_LIMIT, NO_LIMIT, Optional.empty());
    }

    /**
     * Returns this with another number of connections that read side by side, parts of the same table too.
     *
     * @param number 1 to 64
     */
    public SnapshotOptions connections(int number) {
        if (number < 1 || number > 64) {
            throw new IllegalArgumentException("The connections of a snapshot are 1 to 64, but are " + number);
        }
        return new SnapshotOptions(number, chunkRows, rowsPerSecond, bytesPerSecond, server);
    }

    /**
     * Returns this with a limit to the rows that one SELECT reads. By default they are as many as take about half a second
     * and 4 MiB.
     *
     * @param rows at least 1
     */
    public SnapshotOptions chunkRows(long rows) {
        return new SnapshotOptions(connections, positive("chunkRows", rows), rowsPerSecond, bytesPerSecond, server);
    }

    /**
     * Returns this with a limit to the rows that are read in a second, over all connections and tables.
     *
     * @param rows at least 1
     */
    public SnapshotOptions rowsPerSecond(long rows) {
        return new SnapshotOptions(connections, chunkRows, positive("rowsPerSecond", rows), bytesPerSecond, server);
    }

    /**
     * Returns this with a limit to the bytes that are read in a second, over all connections and tables.
     *
     * @param bytes at least 1
     */
    public SnapshotOptions bytesPerSecond(long bytes) {
        return new SnapshotOptions(connections, chunkRows, rowsPerSecond, positive("bytesPerSecond", bytes), server);
    }

    /**
     * Returns this with another server that rows are read from: a replica of the one that the stream is read from, which has
     * {@code gtid_mode=ON} (MySQL only). Account and protection of the connection are those of the source.
     */
    public SnapshotOptions readFrom(String host, int port) {
        if (host.isBlank()) {
            throw new IllegalArgumentException("A host is expected, but it is '" + host + "'");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("A port is 1 to " + MAX_PORT + ", but it is " + port);
        }
        return new SnapshotOptions(
                connections, chunkRows, rowsPerSecond, bytesPerSecond, Optional.of(new Server(host, port)));
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
        return value;
    }

    int connections() {
        return connections;
    }

    long chunkRows() {
        return chunkRows;
    }

    long rowsPerSecond() {
        return rowsPerSecond;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    Optional<Server> server() {
        return server;
    }
}
