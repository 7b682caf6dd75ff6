package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.ResultDecoder;
import dev.tributary.binlog.internal.row.ServerKind;
import dev.tributary.binlog.internal.snapshot.SourceServer;
import dev.tributary.binlog.internal.snapshot.StreamPlace;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The server that the stream is read from, as the source of the rows of a snapshot; another one that replicates it may give
 * the rows. How a SELECT is made to see what the stream has delivered depends on the server:
 *
 * <ul>
 *   <li>MySQL with GTIDs: {@code gtid_executed} grows after a transaction is committed in the storage engine, so that it is
 *       waited for until it has all that was delivered.
 *   <li>MySQL without: a transaction that is in the binlog and not yet committed holds its row locks, so that a locking
 *       read waits for it.
 *   <li>MariaDB: a consistent snapshot knows its own place in the binlog; one is taken anew until that is far enough. A
 *       stream that was begun by GTIDs does not know the place where it has begun, and the server counts transactions as
 *       executed that it has not committed yet: so it must be behind the binlog's end at the first SELECT too.
 * </ul>
 */
final class SnapshotServer implements SourceServer {

    private static final String WAIT_SECONDS = "1";
    private static final String EXECUTED = "0";
    private static final Duration ASK_AGAIN = Duration.ofMillis(5);
    private static final int LOCK_WAIT_SECONDS = 10;

    private final Connector stream;
    private final Connector rows;
    private final ServerFacts facts;
    private final String user;

    /** Where the rows are on another server: the connection to the stream's that belongs to one to that server. */
    private final Map<BinlogConnection, BinlogConnection> beside = new ConcurrentHashMap<>();

    private final AtomicReference<@Nullable StreamPlace> firstEnd = new AtomicReference<>();

    /**
     * @param stream connects to the server that the stream is read from
     * @param rows connects to where rows are read; may be the same
     * @param facts of the stream's server
     * @param user whose account it is
     */
    SnapshotServer(Connector stream, Connector rows, ServerFacts facts, String user) {
        this.user = user;
        this.stream = stream;
        this.rows = rows;
        this.facts = facts;
    }

    @Override
    public ServerKind kind() {
        return facts.flavour().kind();
    }

    @Override
    public boolean ignoresLetterCase() {
        return facts.ignoresLetterCase();
    }

    @Override
    public BinlogConnection connect() {
        BinlogConnection connection = rows.connect();
        try {
            ResultDecoder.session(kind()).forEach(connection::query);
            connection.query("SET SESSION lock_wait_timeout = " + LOCK_WAIT_SECONDS);
            connection.query("SET SESSION innodb_lock_wait_timeout = " + LOCK_WAIT_SECONDS);
            connection.query("SET SESSION TRANSACTION ISOLATION LEVEL "
                    + (lock().isEmpty() ? "REPEATABLE READ" : "READ COMMITTED"));
            return connection;
        } catch (BinlogFailure e) {
            rows.close(connection);
            throw e;
        }
    }

    @Override
    public void close(BinlogConnection connection) {
        BinlogConnection other = beside.remove(connection);
        if (other != null) {
            stream.close(other);
        }
        rows.close(connection);
    }

    @Override
    public void see(BinlogConnection connection, StreamPlace low) {
        if (kind() == ServerKind.MARIADB) {
            beginSnapshotBehind(connection, low);
        } else if (facts.hasGtids()) {
            awaitExecuted(connection, low);
        }
    }

    private void awaitExecuted(BinlogConnection connection, StreamPlace low) {
        TransactionSet executed = low.executed();
        if (executed == null || executed.isEmpty()) {
            return;
        }
        String wait = "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + executed + "', " + WAIT_SECONDS + ")";
        while (!EXECUTED.equals(connection.query(wait).get(0).get(0))) {
            if (rows.isAborted()) {
                throw new BinlogFailure(BinlogFailure.Kind.CONNECTION_LOST, "The reader was broken off");
            }
        }
    }

    private void beginSnapshotBehind(BinlogConnection connection, StreamPlace low) {
        StreamPlace least = behind(low, firstEnd(connection));
        while (true) {
            connection.query("START TRANSACTION WITH CONSISTENT SNAPSHOT");
            Map<String, String> status =
                    ServerFacts.pairs(connection.query("SHOW SESSION STATUS LIKE 'binlog\\_snapshot\\_%'"));
            String file = status.getOrDefault("Binlog_snapshot_file", "");
            long offset = Long.parseLong(status.getOrDefault("Binlog_snapshot_position", "0"));
            if (!file.isEmpty() && BinlogFiles.compare(file, offset, least.file(), least.offset()) >= 0) {
                return;
            }
            connection.query("ROLLBACK");
            if (rows.awaitAbort(ASK_AGAIN)) {
                throw new BinlogFailure(BinlogFailure.Kind.CONNECTION_LOST, "The reader was broken off");
            }
        }
    }

    /** Where the binlog ended after the stream was begun, and so behind all that it leaves out. */
    private StreamPlace firstEnd(BinlogConnection connection) {
        StreamPlace known = firstEnd.get();
        if (known == null) {
            firstEnd.compareAndSet(null, end(connection));
            known = Objects.requireNonNull(firstEnd.get());
        }
        return known;
    }

    private static StreamPlace behind(StreamPlace one, StreamPlace other) {
        return BinlogFiles.compare(one.file(), one.offset(), other.file(), other.offset()) >= 0 ? one : other;
    }

    @Override
    public String lock() {
        boolean sees = kind() == ServerKind.MARIADB || facts.hasGtids();
        return sees ? "" : facts.version().isAtLeast(8, 0, 0) ? " FOR SHARE" : " LOCK IN SHARE MODE";
    }

    @Override
    public void seen(BinlogConnection connection) {
        if (kind() == ServerKind.MARIADB) {
            connection.query("COMMIT");
        }
    }

    @Override
    public StreamPlace end(BinlogConnection connection) {
        BinlogConnection asked =
                rows == stream ? connection : beside.computeIfAbsent(connection, other -> stream.connect());
        BinlogPosition end = facts.endOfFile(asked);
        return new StreamPlace(facts.identity(), end.file(), end.offset(), null);
    }

    @Override
    public BinlogFailure unseen(TableId table) {
        return SnapshotTables.unseen("table " + table, Identifiers.quoted(table), user);
    }

    @Override
    public String grant(TableId table) {
        boolean byLockTables = !lock().isEmpty() && !facts.version().isAtLeast(8, 0, 22);
        return byLockTables
                ? Preflight.grant("SELECT, LOCK TABLES", Identifiers.quoted(table.database()) + ".*", user)
                : Preflight.grant("SELECT", Identifiers.quoted(table), user);
    }

    @Override
    public Optional<TableSchema> schema(BinlogConnection connection, TableId table) {
        return spelled(connection, table).flatMap(spelled -> CatalogueReader.schema(connection, spelled));
    }

    private Optional<TableId> spelled(BinlogConnection connection, TableId table) {
        if (!ignoresLetterCase()) {
            return Optional.of(table);
        }
        return connection
                .query("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                        + Identifiers.literal(table.database()) + " AND TABLE_NAME = "
                        + Identifiers.literal(table.name()))
                .stream()
                .map(row -> new TableId(ServerFacts.text(row, 0), ServerFacts.text(row, 1)))
                .findFirst();
    }
}
