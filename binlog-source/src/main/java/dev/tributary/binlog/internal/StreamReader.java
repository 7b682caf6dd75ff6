package dev.tributary.binlog.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.GtidEvent;
import dev.tributary.binlog.internal.event.Incident;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.MariaDbGtidEvent;
import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.binlog.internal.event.RowsQuery;
import dev.tributary.binlog.internal.event.TransactionHead;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.XaId;
import dev.tributary.binlog.internal.event.XaPrepare;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.binlog.internal.snapshot.SnapshotState;
import dev.tributary.binlog.internal.snapshot.Snapshots;
import dev.tributary.binlog.internal.sql.Statement;
import dev.tributary.binlog.internal.sql.StatementClassifier;
import dev.tributary.binlog.internal.sql.TableEffect;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one connection into records, signals and positions.
 *
 * <p>A transaction begins with its GTID event, anonymous if need be. What follows is one statement that stands for all of
 * it, as DDL does, or {@code BEGIN}, table maps, rows, and a commit. The position moves at the end of each transaction,
 * whether or not any of it was captured, and within large ones.
 *
 * <p>The rows of an XA transaction are passed over where they stand; its commit, which is a transaction of its own, makes
 * the reader read them again, see {@link XaReplays}.
 *
 * <p>Whatever could change captured rows and does not say which is an error: never is anything left out silently.
 */
final class StreamReader {

    private final BinlogStream stream;
    private final Split split;
    private final Progress progress;
    private final Collations collations;
    private final CapturedTables tables;
    private final TableChanges changes;
    private final XaReplays replays;
    private final Snapshots snapshots;
    private final boolean withStatements;
    private @Nullable OpenTransaction transaction;

    /**
     * @param begin where the stream begins; whoever gets the records knows it already
     * @param snapshots told of what concerns tables that are copied
     * @param withStatements whether rows carry the statement that changed them
     */
    StreamReader(
            BinlogStream stream,
            Split split,
            BinlogPosition begin,
            Collations collations,
            CapturedTables tables,
            TableChanges changes,
            XaReplays replays,
            Snapshots snapshots,
            boolean withStatements) {
        this.stream = stream;
        this.split = split;
        this.progress = new Progress(split, begin);
        this.collations = collations;
        this.tables = tables;
        this.changes = changes;
        this.replays = replays;
        this.snapshots = snapshots;
        this.withStatements = withStatements;
    }

    /** Goes on within the pipeline's run: whoever gets the records has been told of the transaction that they belong to. */
    void goOn() {
        progress.goOn();
    }

    /** What the next event is to be taken from. */
    BinlogStream stream() {
        XaReplay replay = replays.current();
        return replay == null ? stream : replay.stream();
    }

    /** Behind all that has been delivered. */
    BinlogPosition position() {
        return progress.behindDelivered(transaction);
    }

    /** Whether the stream is between two transactions, all of the one before delivered. */
    boolean isBetweenTransactions() {
        return transaction == null && progress.isBetweenTransactions();
    }

    /** Learns that a captured table is there. */
    void saw(TableId table) {
        changes.saw(table);
    }

    /** Takes another state of the tables that are copied, between two transactions. */
    void snapshots(SnapshotState state) {
        progress.snapshots(state);
    }

    /** Takes the next event of {@link #stream}. */
    void accept(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        EventType type = event.type();
        XaReplay replay = replays.current();
        try {
            if (type != null && replay != null) {
                replayed(replay, type, event, batch);
            } else if (type != null) {
                accept(type, event, batch);
            } else if (!event.isIgnorable()) {
                throw StreamErrors.unknownEvent(event, place());
            }
        } catch (MalformedEventException | DecodeException e) {
            throw StreamErrors.unreadable(place(), e);
        }
    }

    private void accept(EventType type, BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        switch (type) {
            case GTID, ANONYMOUS_GTID -> begin(GtidEvent.parse(event), event);
            case GTID_TAGGED -> begin(GtidEvent.parseTagged(event), event);
            case MARIADB_GTID -> begin(MariaDbGtidEvent.parse(event), event);
            case QUERY -> statement(event, batch);
            case TABLE_MAP -> tables.map(event, progress.at(stream));
            case WRITE_ROWS,
                    UPDATE_ROWS,
                    DELETE_ROWS,
                    WRITE_ROWS_V1,
                    UPDATE_ROWS_V1,
                    DELETE_ROWS_V1,
                    PARTIAL_UPDATE_ROWS -> rows(event, batch);
            case ROWS_QUERY, ANNOTATE_ROWS -> original(type, event);
            case XID -> commit(batch);
            case XA_PREPARE -> prepare(XaPrepare.parse(event), batch);
            case EXECUTE_LOAD_QUERY -> unreadable(event, StreamErrors.statementBased("LOAD DATA"), batch);
            case INCIDENT -> throw StreamErrors.incident(Incident.parse(event), place());
            case FORMAT_DESCRIPTION -> fileBegins(event);
            case ROTATE -> {
                progress.fileBegins(0); // the next event tells
                moveOn();
            }
            case PREVIOUS_GTIDS, GTID_LIST, HEARTBEAT -> moveOn();
            case STOP,
                    HEARTBEAT_V2,
                    IGNORABLE,
                    TRANSACTION_CONTEXT,
                    VIEW_CHANGE,
                    INTVAR,
                    RAND,
                    USER_VAR,
                    BEGIN_LOAD_QUERY,
                    APPEND_BLOCK,
                    DELETE_FILE,
                    BINLOG_CHECKPOINT,
                    START_ENCRYPTION -> {
                // Nothing for us, or the beginning of a statement that follows.
            }
            case QUERY_COMPRESSED,
                    WRITE_ROWS_COMPRESSED_V1,
                    UPDATE_ROWS_COMPRESSED_V1,
                    DELETE_ROWS_COMPRESSED_V1,
                    WRITE_ROWS_COMPRESSED,
                    UPDATE_ROWS_COMPRESSED,
                    DELETE_ROWS_COMPRESSED -> throw new MalformedEventException("an event that is still compressed");
            case TRANSACTION_PAYLOAD -> throw new MalformedEventException("a transaction payload event within another");
        }
    }

    /** Takes an event of an XA transaction that is read once more. */
    private void replayed(XaReplay of, EventType type, BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        if (TransactionHead.is(event)) {
            of.checkBegin(TransactionHead.parse(event).gtid());
        } else if (type == EventType.TABLE_MAP) {
            tables.map(event, progress.at(of.stream()));
        } else if (type.isRows()) {
            deliver(event, batch);
        } else if (type == EventType.ROWS_QUERY || type == EventType.ANNOTATE_ROWS) {
            original(type, event);
        } else if (type == EventType.XA_PREPARE) {
            replays.endCurrent();
            commit(batch);
        }
    }

    /** Marks in the batch how far everything in it goes, if that is not marked yet. */
    void mark(Batch.Builder<ChangeEvent> batch) {
        progress.mark(batch);
    }

    /** Closes what it has opened. */
    void close() {
        replays.endCurrent();
    }

    private void begin(GtidEvent head, BinlogEvent event) {
        Instant time = head.originalCommitMicros() > 0
                ? Instant.EPOCH.plus(head.originalCommitMicros(), ChronoUnit.MICROS)
                : Instant.ofEpochSecond(event.timestampSeconds());
        begin(head.gtid(), event.serverId(), time);
    }

    private void begin(MariaDbGtidEvent head, BinlogEvent event) {
        OpenTransaction begun =
                begin(head.gtid(), head.gtid().server(), Instant.ofEpochSecond(event.timestampSeconds()));
        if (head.preparedXa()) {
            begun.beginXa();
        } else if (!head.standalone()) {
            begun.begin();
        }
    }

    private OpenTransaction begin(@Nullable TransactionId gtid, long serverId, Instant time) {
        checkEnded();
        Transaction description = gtid == null
                ? Transaction.of(serverId, stream.file(), stream.position(), time)
                : Transaction.of(serverId, gtid.toString(), stream.file(), stream.position(), time);
        OpenTransaction begun = new OpenTransaction(gtid, description, split, progress.begin());
        transaction = begun;
        return begun;
    }

    private void checkEnded() {
        if (transaction != null) {
            throw new MalformedEventException(
                    "a transaction begins before the end of " + transaction.description() + " was seen");
        }
    }

    private void statement(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        QueryEvent query = QueryEvent.parse(event, collations::ofClient);
        Statement statement = StatementClassifier.classify(query);
        if (statement instanceof Statement.Mark mark) {
            mark(mark, event, query, batch);
        } else if (statement instanceof Statement.DataChange change) {
            if (!change.isInSystemTables()) {
                unreadable(event, StreamErrors.statementBased(query.sql()), batch);
            }
            endUnlessBegun(batch);
        } else if (statement instanceof Statement.Unknown) {
            unreadable(event, StreamErrors.unknownStatement(query.sql()), batch);
            endUnlessBegun(batch);
        } else {
            ddl(statement, query, batch);
            endUnlessBegun(batch);
        }
    }

    private void unreadable(BinlogEvent event, DecodeException cause, Batch.Builder<ChangeEvent> batch) {
        open().unreadable(event, cause, stream.position(), batch);
    }

    private void mark(Statement.Mark mark, BinlogEvent event, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        switch (mark) {
            case BEGIN -> open().begin();
            case XA_START -> open().beginXa();
            case COMMIT -> commit(batch);
            case XA_COMMIT -> commitXa(XaId.ofStatement(query.sql()), event, batch);
            case XA_ROLLBACK -> {
                open().endsXa(XaId.ofStatement(query.sql()));
                commit(batch);
            }
            case ROLLBACK, ROLLBACK_TO_SAVEPOINT -> rollback(mark, query, batch);
            case SAVEPOINT, XA_END -> {
                // The rows that count are in the transaction's events in any case.
            }
        }
    }

    /** Its rows are known now, and their fate if it has one phase only. */
    private void prepare(XaPrepare prepare, Batch.Builder<ChangeEvent> batch) {
        PreparedXa prepared = open().prepared(prepare.id());
        if (!prepare.onePhase()) {
            open().prepares(prepared);
            commit(batch);
        } else if (!replays.begin(prepared, progress.behind(open(), stream))) {
            commit(batch);
        }
    }

    private void commitXa(XaId id, BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        open().endsXa(id);
        Optional<PreparedXa> prepared =
                progress.position().prepared().get(id).or(() -> replays.find(id, progress.at(stream)));
        if (prepared.isEmpty()) {
            unreadable(event, StreamErrors.rowsOfXaAreGone(id), batch);
            commit(batch);
        } else if (!replays.begin(prepared.get(), progress.position())) {
            commit(batch);
        }
    }

    private void rollback(Statement.Mark mark, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        if (open().isAnnounced()) {
            throw StreamErrors.takenBack(open().description(), place(), query.sql());
        }
        if (mark == Statement.Mark.ROLLBACK) {
            commit(batch);
        }
    }

    private void ddl(Statement statement, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        if (statement instanceof Statement.TableDdl ddl) {
            tables.tablesChanged();
            for (TableEffect effect : ddl.effects()) {
                tellSnapshots(effect);
                open().changed(
                                origin -> changes.of(effect, query.sql(), origin).stream()
                                        .toList(),
                                stream.position(),
                                batch);
            }
            if (ddl.opensTransaction()) {
                open().begin();
            }
        } else if (statement instanceof Statement.DatabaseDropped dropped) {
            tables.tablesChanged();
            snapshots.databaseChanged(dropped.database());
            open().changed(
                            origin -> changes.ofDroppedDatabase(dropped.database(), query.sql(), origin),
                            stream.position(),
                            batch);
        }
    }

    private void tellSnapshots(TableEffect effect) {
        if (effect instanceof TableEffect.Renamed renamed && changes.isCaptured(renamed.to())) {
            snapshots.tableRenamed(renamed.table(), renamed.to());
        } else if (effect instanceof TableEffect.Renamed || effect instanceof TableEffect.Dropped) {
            snapshots.tableLost(effect.table());
        } else {
            snapshots.tableChanged(effect.table());
        }
    }

    private void endUnlessBegun(Batch.Builder<ChangeEvent> batch) {
        if (!open().isBegun()) {
            commit(batch);
        }
    }

    private void rows(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        if (!open().isXa()) {
            deliver(event, batch);
        } else if (tables.of(event) != null) {
            open().xaIsCaptured();
        }
    }

    private void deliver(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        TableDecoder decoder = tables.of(event);
        OpenTransaction current = open();
        if (decoder != null) {
            snapshots.rowsChanged(event, decoder);
        }
        current.rows(event, decoder, stream.position(), batch);
        current.takeMark()
                .ifPresent(part -> batch.advanced(split, progress.position().withPart(part)));
    }

    private void original(EventType type, BinlogEvent event) {
        if (withStatements && transaction != null) {
            transaction.statement(
                    type == EventType.ROWS_QUERY
                            ? RowsQuery.parse(event).sql()
                            : new String(
                                    event.bytes(), event.bodyOffset(), event.bodyLength(), StandardCharsets.UTF_8));
        }
    }

    private void commit(Batch.Builder<ChangeEvent> batch) {
        OpenTransaction current = open();
        current.commit(batch);
        transaction = null;
        progress.end(current, stream);
        if (current.isAnnounced()) {
            mark(batch);
        }
    }

    private void fileBegins(BinlogEvent event) {
        progress.fileBegins(event.timestampSeconds());
        OpenTransaction current = transaction;
        if (current != null && !current.description().file().equals(stream.file())) {
            abandon(current);
        }
        moveOn();
    }

    /** A server that crashes leaves a transaction without an end; it never happened. */
    private void abandon(OpenTransaction current) {
        if (current.isAnnounced()) {
            throw StreamErrors.withoutEnd(current.description());
        }
        transaction = null;
    }

    private void moveOn() {
        if (transaction == null) {
            progress.pass(stream);
        }
    }

    private OpenTransaction open() {
        OpenTransaction current = transaction;
        if (current == null) {
            throw new MalformedEventException("an event of a transaction without a GTID event before it");
        }
        return current;
    }

    private String place() {
        String place = stream().file() + ":" + stream().position();
        OpenTransaction current = transaction;
        return current == null || current.gtid() == null ? place : place + " (" + current.gtid() + ")";
    }
}
