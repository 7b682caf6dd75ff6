package dev.tributary.binlog.internal.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction begins in the binlog of either server.
 *
 * @param gtid null where the server has none
 * @param commitTime when this server committed it; to the second where it does not say more
 */
public record TransactionHead(@Nullable TransactionId gtid, Instant commitTime) {

    /** Whether an event is the first of a transaction. */
    public static boolean is(BinlogEvent event) {
        EventType type = event.type();
        return type == EventType.GTID
                || type == EventType.ANONYMOUS_GTID
                || type == EventType.GTID_TAGGED
                || type == EventType.MARIADB_GTID;
    }

    /** Reads an event that {@link #is} one. */
    public static TransactionHead parse(BinlogEvent event) {
        Instant seconds = Instant.ofEpochSecond(event.timestampSeconds());
        if (event.type() == EventType.MARIADB_GTID) {
            return new TransactionHead(MariaDbGtidEvent.parse(event).gtid(), seconds);
        }
        GtidEvent head = event.type() == EventType.GTID_TAGGED ? GtidEvent.parseTagged(event) : GtidEvent.parse(event);
        Instant time = head.commitMicros() > 0 ? Instant.EPOCH.plus(head.commitMicros(), ChronoUnit.MICROS) : seconds;
        return new TransactionHead(head.gtid(), time);
    }
}
