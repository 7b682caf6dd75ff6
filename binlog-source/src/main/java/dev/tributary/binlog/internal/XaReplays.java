package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionHead;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.XaId;
import dev.tributary.binlog.internal.event.XaPrepare;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.DumpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the rows of XA transactions. The binlog holds them where they were prepared, which may be hours before the commit
 * and which may never come; so they are passed over there, and read again, from the place that the position keeps, when
 * the commit is seen. One is read at a time, over a connection of its own.
 *
 * <p>Confined to one thread.
 */
final class XaReplays {

    private static final Logger LOG = LoggerFactory.getLogger(XaReplays.class);

    private final Connector connector;
    private final DumpSession dump;
    private @Nullable XaReplay current;

    /** @param dump as what to read */
    XaReplays(Connector connector, DumpSession dump) {
        this.connector = connector;
        this.dump = dump;
    }

    /** What is read now in the place of the stream; null for nothing. */
    @Nullable
    XaReplay current() {
        return current;
    }

    /**
     * Begins to read the rows of a prepared transaction again.
     *
     * @return whether there is anything to read: whether any of them are captured
     */
    boolean begin(PreparedXa prepared, BinlogPosition position) {
        if (prepared.captured()) {
            current = open(prepared, position);
        }
        return prepared.captured();
    }

    /** Closes what is read, if anything is. */
    void endCurrent() {
        XaReplay ended = current;
        if (ended != null) {
            current = null;
            connector.close(ended.connection());
        }
    }

    private XaReplay open(PreparedXa prepared, BinlogPosition position) {
        BinlogConnection connection = connector.connect();
        try {
            return new XaReplay(prepared, connection, stream(prepared, position, connection));
        } catch (RuntimeException e) {
            connector.close(connection);
            throw e;
        }
    }

    private BinlogStream stream(PreparedXa prepared, BinlogPosition position, BinlogConnection connection) {
        // By its GTID it is found on every server, though the file is read from its beginning for that.
        return prepared.file().isEmpty() && position.gtids() instanceof GtidSet executed
                ? connection.dump(dump, executed.minus(GtidSet.parse(prepared.gtid())))
                : connection.dump(dump, prepared.file(), prepared.offset());
    }

    /** Returns a transaction that was prepared before the position's beginning, by reading the binlog from its oldest file. */
    Optional<PreparedXa> find(XaId id, BinlogPosition until) {
        LOG.info("{}: looks through the binlog for the rows of the XA transaction {}", connector.address(), id);
        BinlogConnection connection = connector.connect();
        try {
            String oldest =
                    ServerFacts.text(connection.query("SHOW BINARY LOGS").get(0), 0);
            BinlogStream stream = connection.dump(dump, oldest, DumpSession.FIRST_POSITION);
            return Optional.ofNullable(read(stream, id, until));
        } finally {
            connector.close(connection);
        }
    }

    private static @Nullable PreparedXa read(BinlogStream stream, XaId id, BinlogPosition until) {
        PreparedXa found = null;
        String gtid = "";
        String file = "";
        long begin = 0;
        for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
            if (BinlogFiles.compare(stream.file(), stream.position(), until.file(), until.offset()) >= 0) {
                break;
            }
            BinlogEvent event = next.get();
            if (TransactionHead.is(event)) {
                TransactionId transaction = TransactionHead.parse(event).gtid();
                gtid = transaction == null ? "" : transaction.toString();
                file = stream.file();
                begin = stream.position();
            } else if (event.type() == EventType.XA_PREPARE) {
                XaPrepare prepare = XaPrepare.parse(event);
                if (prepare.id().equals(id)) {
                    found = new PreparedXa(id, gtid, file, begin, true);
                }
            }
        }
        return found;
    }
}
