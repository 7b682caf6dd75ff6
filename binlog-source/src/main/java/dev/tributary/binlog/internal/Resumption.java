package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.DumpSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where to begin on the server that we are connected to, and refuses where that would skip something: a
 * position of another server, files or transactions that are gone.
 */
final class Resumption {

    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final GtidsAtOffset gtidsAtOffset;

    Resumption(BinlogConnection connection, ServerFacts facts, GtidsAtOffset gtidsAtOffset) {
        this.connection = connection;
        this.facts = facts;
        this.gtidsAtOffset = gtidsAtOffset;
    }

    /** Where a source begins that has no position. */
    BinlogPosition begin(Start start) {
        if (start instanceof Start.AtOffset at) {
            return BinlogPosition.ofFile(facts.identity(), at.file(), at.offset());
        }
        if (start instanceof Start.BehindGtids behind) {
            return BinlogPosition.ofGtids(facts.identity(), behind.executed());
        }
        boolean now = start instanceof Start.Now;
        if (facts.hasGtids()) {
            TransactionSet before =
                    now ? facts.flavour().executed(connection) : facts.flavour().purged(connection);
            return BinlogPosition.ofGtids(facts.identity(), before);
        }
        return now ? facts.end(connection) : firstFile();
    }

    private BinlogPosition firstFile() {
        return BinlogPosition.ofFile(facts.identity(), ServerFacts.text(logs().get(0), 0), DumpSession.FIRST_POSITION);
    }

    /**
     * Returns the position in the form in which this server is asked for it.
     *
     * @param mayBeBehind whether the server may not have come back yet to where it was
     * @throws BinlogFailure if the server does not have what follows the position
     */
    BinlogPosition resume(BinlogPosition position, boolean mayBeBehind) {
        if (facts.hasGtids()) {
            BinlogPosition byGtids = position.gtids() == null ? toGtids(position) : position;
            TransactionSet executed = ofThisKind(byGtids);
            checkGtids(executed, mayBeBehind);
            checkPrepared(byGtids, facts.flavour().purged(connection));
            return byGtids.behind(executed).on(facts.identity());
        }
        if (position.file().isEmpty()) {
            throw refused("The position " + position + " is by GTIDs, but the server's gtid_mode is "
                    + facts.variable(ServerFacts.GTID_MODE) + "; switch it on, or start from a file and an offset");
        }
        checkServer(position);
        checkFile(position);
        checkPreparedFiles(position);
        return position.withoutGtids();
    }

    private void checkPrepared(BinlogPosition position, TransactionSet purged) {
        for (PreparedXa prepared : position.prepared().all()) {
            boolean isGone = prepared.gtid().isEmpty() || purged.containsAll(TransactionSet.parse(prepared.gtid()));
            if (prepared.captured() && isGone) {
                throw preparedIsGone(prepared);
            }
        }
        if (!(position.gtids() instanceof GtidSet)) {
            checkPreparedFiles(position);
        }
    }

    private void checkPreparedFiles(BinlogPosition position) {
        for (PreparedXa prepared : position.prepared().all()) {
            boolean isThere = position.serverUuid().equals(facts.identity())
                    && logs().stream().anyMatch(log -> ServerFacts.text(log, 0).equals(prepared.file()));
            if (prepared.captured() && !isThere) {
                throw preparedIsGone(prepared);
            }
        }
    }

    private static BinlogFailure preparedIsGone(PreparedXa prepared) {
        return refused("The server's binlog no longer holds the rows of the " + prepared
                + ", which it may commit yet: compare the tables, start anew, and raise binlog_expire_logs_seconds above the"
                + " time that XA transactions stay prepared");
    }

    private TransactionSet ofThisKind(BinlogPosition position) {
        TransactionSet executed = position.gtids();
        TransactionSet nothing = facts.flavour().nothing();
        if (executed == null || executed.isEmpty()) {
            return nothing;
        }
        if (executed.getClass() != nothing.getClass()) {
            throw refused("The position " + position + " has another form than the GTIDs of "
                    + facts.flavour().product() + ", which the server is; connect to the former server, or start anew");
        }
        return executed;
    }

    private BinlogPosition toGtids(BinlogPosition position) {
        checkServer(position);
        checkFile(position);
        return gtidsAtOffset.find(position);
    }

    private void checkServer(BinlogPosition position) {
        if (!position.serverUuid().equals(facts.identity())) {
            throw refused("The position " + position + " is of the server " + position.serverUuid()
                    + ", but this server is " + facts.identity()
                    + ", on which file and offset mean something else; connect to the former server, or start anew");
        }
    }

    private void checkFile(BinlogPosition position) {
        List<List<@Nullable String>> logs = logs();
        List<@Nullable String> log = logs.stream()
                .filter(row -> ServerFacts.text(row, 0).equals(position.file()))
                .findFirst()
                .orElseThrow(() -> refused("The server no longer has the binlog file of the position " + position
                        + "; its oldest is " + ServerFacts.text(logs.get(0), 0)
                        + ". What was in between is lost to this reader: start anew, and raise"
                        + " binlog_expire_logs_seconds"));
        long size = Long.parseLong(ServerFacts.text(log, 1));
        if (size < position.offset()) {
            throw refused("The server's binlog file ends at " + size + ", before the position " + position
                    + "; it is another file of the same name, or the server has lost its end: start anew");
        }
    }

    private void checkGtids(TransactionSet executed, boolean mayBeBehind) {
        TransactionSet lost = facts.flavour().purged(connection).minus(executed);
        if (!lost.isEmpty()) {
            throw refused("The server has purged transactions that have not been read: " + lost
                    + ". They are lost to this reader: start anew (StartFrom.earliest() begins behind them), and raise"
                    + " binlog_expire_logs_seconds");
        }
        TransactionSet ahead = executed.minus(facts.flavour().executed(connection));
        if (!ahead.isEmpty()) {
            throw new BinlogFailure(
                    mayBeBehind ? BinlogFailure.Kind.SERVER_UNAVAILABLE : BinlogFailure.Kind.DUMP_REFUSED,
                    "The server lacks transactions of the position: " + ahead
                            + "; it was restored from a backup, has not caught up after a failover, or is another server."
                            + " Wait for it, or start anew");
        }
    }

    private List<List<@Nullable String>> logs() {
        List<List<@Nullable String>> logs = connection.query("SHOW BINARY LOGS");
        if (logs.isEmpty()) {
            throw new BinlogFailure(BinlogFailure.Kind.BINLOG_OFF, "SHOW BINARY LOGS of the server is empty");
        }
        return logs;
    }

    private static BinlogFailure refused(String message) {
        return new BinlogFailure(BinlogFailure.Kind.DUMP_REFUSED, message);
    }
}
