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
import org.jspecify.annotations.Nullable;

/**
 * Translates file and offset into GTIDs, by reading the file from its beginning: it begins with the GTIDs of all files
 * before it, and each transaction with its own. A transaction that the offset lies within counts as not read.
 */
final class GtidsAtOffset {

    private final Connector connector;
    private final DumpSession dump;

    /** @param dump as what to read */
    GtidsAtOffset(Connector connector, DumpSession dump) {
        this.connector = connector;
        this.dump = dump;
    }

    BinlogPosition find(BinlogPosition position) {
        BinlogConnection connection = connector.connect();
        try {
            BinlogStream stream = connection.dump(dump, position.file(), DumpSession.FIRST_POSITION);
            TransactionSet before = read(stream, position);
            return BinlogPosition.ofGtids(position.serverUuid(), before).at(position.file(), position.offset());
        } finally {
            connector.close(connection);
        }
    }

    private static TransactionSet read(BinlogStream stream, BinlogPosition until) {
        TransactionSet before = GtidSet.EMPTY;
        TransactionId current = null;
        long end = 0;
        for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
            BinlogEvent event = next.get();
            boolean inFile = stream.file().equals(until.file());
            if (TransactionHead.is(event) || !inFile) {
                before = plusIfComplete(before, current, end <= until.offset());
                if (!inFile || stream.position() >= until.offset()) {
                    return before;
                }
                current = TransactionHead.parse(event).gtid();
            } else if (event.type() == EventType.PREVIOUS_GTIDS) {
                before = GtidSetEncoding.decode(event.body("a previous GTIDs event"));
            } else if (event.type() == EventType.GTID_LIST) {
                before = DomainGtids.parse(event);
            }
            end = stream.nextPosition();
        }
        return plusIfComplete(before, current, end <= until.offset());
    }

    private static TransactionSet plusIfComplete(
            TransactionSet set, @Nullable TransactionId current, boolean complete) {
        return current != null && complete ? set.plus(current) : set;
    }
}
