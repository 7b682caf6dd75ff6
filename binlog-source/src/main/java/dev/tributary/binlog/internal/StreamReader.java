package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.SourceException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.GtidEvent;
import dev.tributary.binlog.internal.event.Incident;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.MariaDbGtidEvent;
import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.binlog.internal.sql.Statement;
import dev.tributary.binlog.internal.sql.StatementClassifier;
import dev.tributary.binlog.internal.sql.TableEffect;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one connection into records, signals and positions.
 *
 * <p>A transaction begins with its GTID event, anonymous if need be. What follows is one statement that stands for all of
 * it, as DDL does, or {@code BEGIN}, table maps, rows, and a commit. The position moves at the end of each transaction
 * and nowhere else, whether or not any of it was captured; so whoever begins again at a position gets whole
 * transactions.
 *
 * <p>Whatever could change captured rows and does not say which is an error: never is anything left out silently.
 */
final class StreamReader {

    private static final int SHOWN_OF_A_STATEMENT = 500;

    private final BinlogStream stream;
    private final Split split;
    private final Collations collations;
    private final CapturedTables tables;
    private final TableChanges changes;
    private BinlogPosition position;
    private boolean moved;
    private @Nullable OpenTransaction transaction;

    /** @param begin where the stream begins; whoever gets the records knows it already */
    StreamReader(
            BinlogStream stream,
            Split split,
            BinlogPosition begin,
            Collations collations,
            CapturedTables tables,
            TableChanges changes) {
        this.stream = stream;
        this.split = split;
        this.position = begin;
        this.collations = collations;
        this.tables = tables;
        this.changes = changes;
    }

    /** Behind the last transaction that was read to its end. */
    BinlogPosition position() {
        return position;
    }

    /** Takes the next event. */
    void accept(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        EventType type = event.type();
        try {
            if (type != null) {
                accept(type, event, batch);
            } else if (!event.isIgnorable()) {
                throw new SourceException("The binlog holds an event of type " + event.typeCode() + " at " + place()
                        + ", which this version of the library does not know and the server does not allow to be"
                        + " passed over; use a newer version");
            }
        } catch (MalformedEventException | DecodeException e) {
            throw new SourceException("Cannot read the binlog at " + place() + ": " + e.getMessage(), e);
        }
    }

    private void accept(EventType type, BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        switch (type) {
            case GTID, ANONYMOUS_GTID -> begin(GtidEvent.parse(event), event);
            case GTID_TAGGED -> begin(GtidEvent.parseTagged(event), event);
            case MARIADB_GTID -> begin(MariaDbGtidEvent.parse(event), event);
            case QUERY -> statement(QueryEvent.parse(event, collations::ofClient), batch);
            case TABLE_MAP -> tables.map(event, position.at(stream.file(), stream.position()));
            case WRITE_ROWS,
                    UPDATE_ROWS,
                    DELETE_ROWS,
                    WRITE_ROWS_V1,
                    UPDATE_ROWS_V1,
                    DELETE_ROWS_V1,
                    PARTIAL_UPDATE_ROWS -> rows(event, batch);
            case XID -> commit(batch);
            // Captured rows of it would have been refused; so its fate does not matter.
            case XA_PREPARE -> commit(batch);
            case BEGIN_LOAD_QUERY, EXECUTE_LOAD_QUERY -> throw statementBased("LOAD DATA");
            case INCIDENT -> throw incident(Incident.parse(event));
            case FORMAT_DESCRIPTION -> fileBegins();
            case ROTATE, PREVIOUS_GTIDS, GTID_LIST, HEARTBEAT -> moveOn();
            case STOP,
                    HEARTBEAT_V2,
                    ROWS_QUERY,
                    IGNORABLE,
                    TRANSACTION_CONTEXT,
                    VIEW_CHANGE,
                    INTVAR,
                    RAND,
                    USER_VAR,
                    APPEND_BLOCK,
                    DELETE_FILE,
                    ANNOTATE_ROWS,
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

    /** Marks in the batch how far everything in it goes, if that is not marked yet. */
    void mark(Batch.Builder<ChangeEvent> batch) {
        if (moved) {
            batch.advanced(split, position);
            moved = false;
        }
    }

    private void begin(GtidEvent head, BinlogEvent event) {
        checkEnded();
        transaction = OpenTransaction.of(head, event, stream.file(), stream.position());
    }

    private void begin(MariaDbGtidEvent head, BinlogEvent event) {
        checkEnded();
        transaction = OpenTransaction.of(head, event, stream.file(), stream.position());
    }

    private void checkEnded() {
        if (transaction != null) {
            throw new MalformedEventException(
                    "a transaction begins before the end of " + transaction.description() + " was seen");
        }
    }

    private void statement(QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        Statement statement = StatementClassifier.classify(query);
        if (statement instanceof Statement.Mark mark) {
            mark(mark, query, batch);
        } else if (statement instanceof Statement.DataChange change) {
            if (!change.isInSystemTables()) {
                throw statementBased(query.sql());
            }
            endUnlessBegun(batch);
        } else if (statement instanceof Statement.Unknown) {
            throw new SourceException("The binlog holds a statement at " + place()
                    + " of which it cannot be told whether it changes rows: " + shown(query.sql())
                    + "; if it does not, start from a position behind it");
        } else {
            ddl(statement, query, batch);
            endUnlessBegun(batch);
        }
    }

    private void mark(Statement.Mark mark, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        switch (mark) {
            case BEGIN -> open().begin(false);
            case XA_START -> open().begin(true);
            case COMMIT, XA_COMMIT, XA_ROLLBACK -> commit(batch);
            case ROLLBACK, ROLLBACK_TO_SAVEPOINT -> rollback(mark, query, batch);
            case SAVEPOINT, XA_END -> {
                // The rows that count are in the transaction's events in any case.
            }
        }
    }

    private void rollback(Statement.Mark mark, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        if (open().isAnnounced()) {
            throw new SourceException("The transaction " + open().description() + " takes back, at " + place()
                    + ", changes that have been delivered: " + shown(query.sql())
                    + "; the server logs this only where tables without transactions (such as MyISAM) are changed"
                    + " together with others: use InnoDB for them");
        }
        if (mark == Statement.Mark.ROLLBACK) {
            commit(batch);
        }
    }

    private void ddl(Statement statement, QueryEvent query, Batch.Builder<ChangeEvent> batch) {
        if (statement instanceof Statement.TableDdl ddl) {
            tables.tablesChanged();
            for (TableEffect effect : ddl.effects()) {
                changes.of(effect, query.sql(), origin()).ifPresent(change -> {
                    announce(batch);
                    batch.tableChanged(split, change);
                });
            }
            if (ddl.opensTransaction()) {
                open().begin(false);
            }
        } else if (statement instanceof Statement.DatabaseDropped) {
            // The server logs DROP TABLE for none of the tables.
            tables.tablesChanged();
        }
    }

    private void endUnlessBegun(Batch.Builder<ChangeEvent> batch) {
        if (!open().isBegun()) {
            commit(batch);
        }
    }

    private void rows(BinlogEvent event, Batch.Builder<ChangeEvent> batch) {
        TableDecoder decoder = tables.of(event);
        if (decoder == null) {
            return;
        }
        if (open().isXa()) {
            throw new SourceException("The XA transaction " + open().description()
                    + " changes captured tables, and XA transactions are not supported yet; start from a position behind"
                    + " it");
        }
        announce(batch);
        batch.block(new EventRows(event, decoder, open(), stream.position(), split));
        batch.holding(event.length());
    }

    private void announce(Batch.Builder<ChangeEvent> batch) {
        OpenTransaction current = open();
        if (!current.isAnnounced()) {
            current.announced();
            batch.transactionBegan(split, current.description());
        }
    }

    private void commit(Batch.Builder<ChangeEvent> batch) {
        OpenTransaction current = open();
        transaction = null;
        position = current.gtid() == null
                ? position.at(stream.file(), stream.nextPosition())
                : position.plus(current.gtid(), stream.file(), stream.nextPosition());
        moved = true;
        if (current.isAnnounced()) {
            batch.transactionCommitted(split, current.description());
            mark(batch);
        }
    }

    private void fileBegins() {
        OpenTransaction current = transaction;
        if (current != null && !current.description().file().equals(stream.file())) {
            abandon(current);
        }
        moveOn();
    }

    /** A server that crashes leaves a transaction without an end; it never happened. */
    private void abandon(OpenTransaction current) {
        if (current.isAnnounced()) {
            throw new SourceException("The transaction " + current.description()
                    + " has no end in its binlog file, though changes of it have been delivered: the server crashed while"
                    + " it wrote the file. These changes were never committed; compare the tables");
        }
        transaction = null;
    }

    /** Moves a position by file and offset over what is no transaction. */
    private void moveOn() {
        BinlogPosition next = position.at(stream.file(), stream.nextPosition());
        if (transaction == null && position.gtids() == null && !next.equals(position)) {
            position = next;
            moved = true;
        }
    }

    private OpenTransaction open() {
        OpenTransaction current = transaction;
        if (current == null) {
            throw new MalformedEventException("an event of a transaction without a GTID event before it");
        }
        return current;
    }

    private BinlogOrigin origin() {
        return new BinlogOrigin(open().description(), stream.position(), 0);
    }

    private String place() {
        String place = stream.file() + ":" + stream.position();
        OpenTransaction current = transaction;
        return current == null || current.gtid() == null ? place : place + " (" + current.gtid() + ")";
    }

    private SourceException statementBased(String sql) {
        return new SourceException("The binlog holds a change of data at " + place()
                + " that is logged as a statement, from which no row can be told: " + shown(sql)
                + "; set binlog_format=ROW in the session that ran it (SET PERSIST binlog_format = 'ROW' for new ones),"
                + " and start from a position behind it");
    }

    private SourceException incident(Incident incident) {
        return new SourceException(
                "The server says at " + place() + " that something is missing from its binlog: incident "
                        + incident.number() + ", '" + incident.message()
                        + "'; compare the tables, and start from a position behind"
                        + " it");
    }

    private static String shown(String sql) {
        return sql.length() <= SHOWN_OF_A_STATEMENT ? sql : sql.substring(0, SHOWN_OF_A_STATEMENT) + "…";
    }
}
