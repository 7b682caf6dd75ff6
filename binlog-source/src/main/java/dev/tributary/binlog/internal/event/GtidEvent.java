package dev.tributary.binlog.internal.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The head of a transaction.
 *
 * @param gtid null for an anonymous transaction, of a server whose {@code gtid_mode} is off
 * @param commitMicros when this server committed it, in microseconds since 1970; 0 where the server (5.7) does not say
 * @param originalCommitMicros when the first server committed it; equal to {@code commitMicros} on that server
 * @param transactionBytes the length of the whole transaction in the binlog; 0 where the server does not say
 */
public record GtidEvent(@Nullable Gtid gtid, long commitMicros, long originalCommitMicros, long transactionBytes) {

    /** Set in a commit time when a second one follows. */
    private static final long TWO_TIMES = 1L << 55;

    private static final int LOGICAL_CLOCK_LENGTH = 17;
    private static final int TIME_LENGTH = 7;

    /** Reads a {@link EventType#GTID} or {@link EventType#ANONYMOUS_GTID} event. */
    public static GtidEvent parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a GTID event");
        cursor.skip(1);
        GtidSource source = new GtidSource(new UUID(cursor.bigEndian64(), cursor.bigEndian64()), "");
        long number = cursor.i64();
        Gtid gtid = event.type() == EventType.ANONYMOUS_GTID ? null : new Gtid(source, number);
        if (cursor.remaining() < LOGICAL_CLOCK_LENGTH + TIME_LENGTH) {
            return new GtidEvent(gtid, 0, 0, 0);
        }
        cursor.skip(LOGICAL_CLOCK_LENGTH);
        long time = cursor.u56();
        long commit = time & ~TWO_TIMES;
        long original = time == commit ? commit : cursor.u56();
        return new GtidEvent(gtid, commit, original, cursor.remaining() > 0 ? cursor.lengthEncoded() : 0);
    }

    /** Reads a {@link EventType#GTID_TAGGED} event. */
    public static GtidEvent parseTagged(BinlogEvent event) {
        return new TaggedGtidReader(event.body("a tagged GTID event")).read();
    }
}
