package dev.tributary.binlog.internal.fuzz;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.FormatDescription;
import dev.tributary.binlog.internal.event.GtidEvent;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.GtidSetEncoding;
import dev.tributary.binlog.internal.event.Incident;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.binlog.internal.event.Rotate;
import dev.tributary.binlog.internal.event.RowsQuery;
import dev.tributary.binlog.internal.event.TableMapHead;
import dev.tributary.binlog.internal.event.XaPrepare;
import dev.tributary.binlog.internal.event.Xid;
import dev.tributary.binlog.internal.sql.StatementClassifier;
import java.nio.charset.StandardCharsets;

/** One byte for the event's type, and its body. */
final class EventFuzz implements FuzzTarget.Body {

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = new byte[BinlogEvent.HEADER_LENGTH + input.length - 1];
        System.arraycopy(input, 1, bytes, BinlogEvent.HEADER_LENGTH, input.length - 1);
        bytes[4] = input[0];
        BinlogEvent event = new BinlogEvent(bytes, 0, bytes.length);
        EventType type = event.type();
        if (type != null) {
            try {
                parse(event, type);
            } catch (MalformedEventException e) {
                if (e.getMessage().length() < 20) {
                    throw new AssertionError("a failure that says too little", e);
                }
            }
        }
    }

    private static void parse(BinlogEvent event, EventType type) {
        switch (type) {
            case GTID, ANONYMOUS_GTID -> GtidEvent.parse(event);
            case GTID_TAGGED -> GtidEvent.parseTagged(event);
            case PREVIOUS_GTIDS -> checkReadsItself(GtidSetEncoding.decode(event.body("previous GTIDs")));
            case FORMAT_DESCRIPTION -> FormatDescription.parse(event.bytes(), event.bodyOffset(), event.bodyLength());
            case INCIDENT -> Incident.parse(event);
            case QUERY -> StatementClassifier.classify(QueryEvent.parse(event, collation -> StandardCharsets.UTF_8));
            case ROTATE -> Rotate.parse(event);
            case ROWS_QUERY -> RowsQuery.parse(event);
            case TABLE_MAP -> TableMapHead.parse(event);
            case XA_PREPARE -> XaPrepare.parse(event);
            case XID -> Xid.parse(event);
            default -> {
                if (type.isRows()) {
                    TableMapHead.idOfRows(event);
                }
            }
        }
    }

    static void checkReadsItself(GtidSet set) {
        GtidSet again = GtidSet.parse(set.toString());
        if (!again.equals(set) || !again.toString().equals(set.toString())) {
            throw new AssertionError(set + " is read back as " + again);
        }
    }
}
