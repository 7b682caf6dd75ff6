package dev.tributary.binlog.internal.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction begins in the binlog of either server.
 *
 * @param gtid null where the server has none
 * @param commitTime when this server committed it
 * @param toTheSecond whether that is rounded down to a second, since the server does not say more
 */
public record TransactionHead(@Nullable TransactionId gtid, Instant commitTime, boolean toTheSecond) {

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
            return new TransactionHead(MariaDbGtidEvent.parse(event).gtid(), seconds, true);
        }
        GtidEvent head = event.type() == EventType.GTID_TAGGED ? GtidEvent.parseTagged(event) : GtidEvent.parse(event);
        return head.commitMicros() > 0
                ? new TransactionHead(head.gtid(), Instant.EPOCH.plus(head.commitMicros(), ChronoUnit.MICROS), false)
                : new TransactionHead(head.gtid(), seconds, true);
    }

    /** Whether it was committed before a time for sure. */
    public boolean isBefore(Instant time) {
        return commitTime.isBefore(toTheSecond ? time.truncatedTo(ChronoUnit.SECONDS) : time);
    }
}
