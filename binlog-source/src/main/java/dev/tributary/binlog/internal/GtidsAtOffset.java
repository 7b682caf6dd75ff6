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

    /** Returns the position behind the last transaction that ends at or before the offset. */
    BinlogPosition find(BinlogPosition position) {
        BinlogConnection connection = connector.connect();
        try {
            BinlogStream stream = connection.dump(dump, position.file(), DumpSession.FIRST_POSITION);
            return new Search(position).read(stream);
        } finally {
            connector.close(connection);
        }
    }

    private static final class Search {

        private final BinlogPosition until;
        private TransactionSet before = GtidSet.EMPTY;
        private long boundary = DumpSession.FIRST_POSITION;
        private @Nullable TransactionId current;
        private long end;

        Search(BinlogPosition until) {
            this.until = until;
        }

        BinlogPosition read(BinlogStream stream) {
            for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
                BinlogEvent event = next.get();
                boolean inFile = stream.file().equals(until.file());
                if (TransactionHead.is(event) || !inFile) {
                    endCurrent();
                    if (!inFile || stream.position() >= until.offset()) {
                        return found();
                    }
                    current = TransactionHead.parse(event).gtid();
                } else if (event.type() == EventType.PREVIOUS_GTIDS) {
                    before = GtidSetEncoding.decode(event.body("a previous GTIDs event"));
                } else if (event.type() == EventType.GTID_LIST) {
                    before = DomainGtids.parse(event);
                }
                end = stream.nextPosition();
            }
            endCurrent();
            return found();
        }

        private void endCurrent() {
            if (current != null && end <= until.offset()) {
                before = before.plus(current);
                boundary = end;
            }
            current = null;
        }

        private BinlogPosition found() {
            return BinlogPosition.ofGtids(until.serverUuid(), before).at(until.file(), boundary);
        }
    }
}
