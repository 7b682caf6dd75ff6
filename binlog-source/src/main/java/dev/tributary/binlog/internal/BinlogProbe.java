package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.GtidSetEncoding;
import dev.tributary.binlog.internal.event.TransactionHead;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.DumpSession;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Looks at places in a server's binlog, each over a connection of its own. */
final class BinlogProbe {

    private final Connector connector;
    private final DumpSession dump;

    /** @param dump as what to read, up to the end of the binlog */
    BinlogProbe(Connector connector, DumpSession dump) {
        this.connector = connector;
        this.dump = dump;
    }

    /** Returns when a file was created, in seconds since 1970; 0 if it does not tell. */
    long creation(String file) {
        return reading(file, DumpSession.FIRST_POSITION, BinlogProbe::creation);
    }

    private static long creation(BinlogStream stream) {
        for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
            if (next.get().type() == EventType.FORMAT_DESCRIPTION) {
                return next.get().timestampSeconds();
            }
        }
        return 0;
    }

    /** Returns the first transaction that begins at or behind a place; empty where there is none. */
    Optional<TransactionHead> firstAt(String file, long offset) {
        return reading(file, offset, BinlogProbe::first);
    }

    private static Optional<TransactionHead> first(BinlogStream stream) {
        for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
            if (TransactionHead.is(next.get())) {
                return Optional.of(TransactionHead.parse(next.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the place before the first transaction from a file's beginning on that a condition is true of, or else the end
     * of the binlog; by its GTIDs where the server has them. What a file begins with tells the GTIDs before it.
     */
    BinlogPosition before(String file, String server, BiPredicate<TransactionHead, BinlogStream> condition) {
        return reading(file, DumpSession.FIRST_POSITION, stream -> before(stream, server, condition));
    }

    private static BinlogPosition before(
            BinlogStream stream, String server, BiPredicate<TransactionHead, BinlogStream> condition) {
        TransactionSet before = GtidSet.EMPTY;
        boolean hasGtids = false;
        boolean begun = false;
        for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
            BinlogEvent event = next.get();
            if (TransactionHead.is(event)) {
                begun = true;
                TransactionHead head = TransactionHead.parse(event);
                TransactionId gtid = head.gtid();
                hasGtids = gtid != null;
                if (condition.test(head, stream)) {
                    return position(server, before, hasGtids, stream.file(), stream.position());
                }
                before = gtid == null ? before : before.plus(gtid);
            } else if (!begun && event.type() == EventType.PREVIOUS_GTIDS) {
                before = GtidSetEncoding.decode(event.body("a previous GTIDs event"));
                hasGtids = !before.isEmpty();
            } else if (!begun && event.type() == EventType.GTID_LIST) {
                before = DomainGtids.parse(event);
                hasGtids = true;
            }
        }
        return position(server, before, hasGtids, stream.file(), stream.nextPosition());
    }

    private static BinlogPosition position(
            String server, TransactionSet before, boolean hasGtids, String file, long offset) {
        return hasGtids
                ? BinlogPosition.ofGtids(server, before).at(file, offset)
                : BinlogPosition.ofFile(server, file, offset);
    }

    private <T> T reading(String file, long offset, Function<BinlogStream, T> reading) {
        BinlogConnection connection = connector.connect();
        try {
            return reading.apply(connection.dump(dump, file, offset));
        } finally {
            connector.close(connection);
        }
    }
}
