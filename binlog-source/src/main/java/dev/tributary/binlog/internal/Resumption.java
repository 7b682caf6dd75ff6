package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.DumpSession;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where to begin on the server that we are connected to, and refuses where that would skip something: a
 * position of another server, files or transactions that are gone.
 */
final class Resumption {

    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final GtidsAtOffset gtidsAtOffset;
    private final BinlogProbe probe;
    private List<List<@Nullable String>> files = List.of();

    Resumption(BinlogConnection connection, ServerFacts facts, GtidsAtOffset gtidsAtOffset, BinlogProbe probe) {
        this.connection = connection;
        this.facts = facts;
        this.gtidsAtOffset = gtidsAtOffset;
        this.probe = probe;
    }

    /** Where a source begins that has no position. */
    BinlogPosition begin(Start start) {
        if (start instanceof Start.AtOffset at) {
            return BinlogPosition.ofFile(facts.identity(), at.file(), at.offset());
        }
        if (start instanceof Start.BehindGtids behind) {
            return BinlogPosition.ofGtids(facts.identity(), behind.executed());
        }
        if (start instanceof Start.AtTime at) {
            List<String> files =
                    logs().stream().map(log -> ServerFacts.text(log, 0)).toList();
            return new TimeSearch(at.time(), files, probe).find(facts.identity());
        }
        if (start instanceof Start.Now || start instanceof Start.Snapshot) {
            return facts.hasGtids() ? behindExecuted() : facts.end(connection);
        }
        return facts.hasGtids()
                ? BinlogPosition.ofGtids(facts.identity(), facts.flavour().purged(connection))
                : firstFile();
    }

    private BinlogPosition behindExecuted() {
        TransactionSet executed = facts.flavour().executed(connection);
        // Asked for later, the end does not lie before any of these transactions.
        BinlogPosition end = facts.end(connection);
        return BinlogPosition.ofGtids(facts.identity(), executed)
                .at(end.file(), end.offset())
                .inFileOf(probe.creation(end.file()));
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
            TransactionSet purged = facts.flavour().purged(connection);
            checkGtids(byGtids, executed, purged, mayBeBehind);
            if (position.gtids() != null) {
                checkIsTheSameBinlog(position, purged.containsAll(executed));
            }
            checkPrepared(byGtids, purged);
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
                    && log(prepared.file()).isPresent();
            if (prepared.captured() && !isThere) {
                throw preparedIsGone(prepared);
            }
        }
    }

    private static BinlogFailure preparedIsGone(PreparedXa prepared) {
        return lost("The server's binlog no longer holds the rows of the " + prepared
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
            throw otherServer("The position " + position + " has another form than the GTIDs of "
                    + facts.flavour().product() + ", which the server is; connect to the former server, or start anew");
        }
        return executed;
    }

    private BinlogPosition toGtids(BinlogPosition position) {
        checkServer(position);
        checkFile(position);
        return gtidsAtOffset.find(position).with(position.snapshots()).inLineOf(position);
    }

    private void checkServer(BinlogPosition position) {
        if (!position.serverUuid().equals(facts.identity())) {
            throw otherServer("The position " + position + " is of the server " + position.serverUuid()
                    + ", but this server is " + facts.identity()
                    + ", on which file and offset mean something else; connect to the former server, or start anew");
        }
    }

    private void checkFile(BinlogPosition position) {
        List<@Nullable String> log = log(position.file())
                .orElseThrow(() -> lost("The server no longer has the binlog file of the position " + position
                        + "; its oldest is " + ServerFacts.text(logs().get(0), 0)
                        + ". What was in between is lost to this reader: start anew, and raise"
                        + " binlog_expire_logs_seconds"));
        if (!isUnchanged(log, position)) {
            throw lost("The server's binlog file ends at " + ServerFacts.text(log, 1) + " or was created anew since the"
                    + " position " + position
                    + "; it is another file of the same name (RESET BINARY LOGS AND GTIDS), or the server has lost its end:"
                    + " start anew, and compare the target with the source");
        }
    }

    private void checkGtids(
            BinlogPosition position, TransactionSet executed, TransactionSet purged, boolean mayBeBehind) {
        TransactionSet known = facts.flavour().executed(connection);
        if (!executed.isEmpty()
                && !executed.isRelatedTo(known)
                && !position.serverUuid().equals(facts.identity())) {
            throw otherServer("The server has none of the "
                    + transactions(executed.countBeyond(facts.flavour().nothing())) + " of the position " + position
                    + ", nor any that begin where these do: it is another server altogether. Connect to the former one, or"
                    + " start anew");
        }
        TransactionSet lost = purged.minus(executed);
        if (!lost.isEmpty()) {
            throw lost("The server has purged " + transactions(purged.countBeyond(executed))
                    + " that this reader has not read: " + lost
                    + ". It cannot have them any more: start anew (StartFrom.earliest() begins behind them), and raise"
                    + " binlog_expire_logs_seconds");
        }
        TransactionSet ahead = executed.minus(known);
        if (!ahead.isEmpty()) {
            throw new BinlogFailure(
                    mayBeBehind ? BinlogFailure.Kind.SERVER_UNAVAILABLE : whatItMeansToLack(position),
                    "The server lacks " + transactions(executed.countBeyond(known)) + " of the position: " + ahead
                            + "; " + whyItLacks(position));
        }
    }

    /** Another server of the same history may catch up yet; one that had it once has lost it. */
    private BinlogFailure.Kind whatItMeansToLack(BinlogPosition position) {
        return position.serverUuid().equals(facts.identity())
                ? BinlogFailure.Kind.POSITION_LOST
                : BinlogFailure.Kind.DUMP_REFUSED;
    }

    private String whyItLacks(BinlogPosition position) {
        return position.serverUuid().equals(facts.identity())
                ? "it had them once, so that its binlog was reset, or it was restored from a backup. Start anew, and compare"
                        + " the target with the source"
                : "it has not caught up after a failover, or was restored from a backup. Wait for it, or start anew";
    }

    /** After a reset, numbers are given anew: those of the position may belong to other transactions. */
    private void checkIsTheSameBinlog(BinlogPosition position, boolean mayBePurged) {
        if (!position.serverUuid().equals(facts.identity()) || position.file().isEmpty()) {
            return;
        }
        boolean isSame =
                log(position.file()).map(log -> isUnchanged(log, position)).orElse(mayBePurged);
        if (!isSame) {
            throw lost("The server's binlog is not the one of the position " + position
                    + ": it was reset (RESET BINARY LOGS AND GTIDS) and its transactions are numbered anew. What was between"
                    + " is lost to this reader: start anew, and compare the target with the source");
        }
    }

    private boolean isUnchanged(List<@Nullable String> log, BinlogPosition position) {
        return Long.parseLong(ServerFacts.text(log, 1)) >= position.offset()
                && (position.created() == 0 || position.created() == probe.creation(position.file()));
    }

    private static String transactions(long count) {
        return count == 1 ? "1 transaction" : count + " transactions";
    }

    private Optional<List<@Nullable String>> log(String file) {
        return logs().stream()
                .filter(row -> ServerFacts.text(row, 0).equals(file))
                .findFirst();
    }

    private List<List<@Nullable String>> logs() {
        if (files.isEmpty()) {
            files = allLogs();
        }
        return files;
    }

    private List<List<@Nullable String>> allLogs() {
        List<List<@Nullable String>> logs = connection.query("SHOW BINARY LOGS");
        if (logs.isEmpty()) {
            throw new BinlogFailure(BinlogFailure.Kind.BINLOG_OFF, "SHOW BINARY LOGS of the server is empty");
        }
        return logs;
    }

    private static BinlogFailure lost(String message) {
        return new BinlogFailure(BinlogFailure.Kind.POSITION_LOST, message);
    }

    private static BinlogFailure otherServer(String message) {
        return new BinlogFailure(BinlogFailure.Kind.OTHER_SERVER, message);
    }

    private static BinlogFailure refused(String message) {
        return new BinlogFailure(BinlogFailure.Kind.DUMP_REFUSED, message);
    }
}
