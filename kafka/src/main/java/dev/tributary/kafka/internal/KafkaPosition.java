package dev.tributary.kafka.internal;

import dev.tributary.CheckpointException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition stands. Immutable; the member of the group that has read up to there is no part of what it is equal to,
 * and is not saved.
 */
public final class KafkaPosition implements Position {

    private static final String PREFIX = "kafka1;next=";

    private final long next;
    private final @Nullable GroupMember member;

    /**
     * Creates a position.
     *
     * @param next the offset of the next record to read: all before it is covered
     */
    public KafkaPosition(long next) {
        this(next, null);
    }

    /**
     * Creates a position of a partition that is read by a member of a consumer group.
     *
     * @param member null where there is no group
     */
    KafkaPosition(long next, @Nullable GroupMember member) {
        this.next = next;
        this.member = member;
    }

    /** Returns the offset of the next record to read. */
    public long next() {
        return next;
    }

    /** Returns the member of the group that has read up to there; null where that is not known. */
    @Nullable
    GroupMember member() {
        return member;
    }

    @Override
    public boolean covers(Position other) {
        return other instanceof KafkaPosition that && next >= that.next;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KafkaPosition that && next == that.next;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(next);
    }

    @Override
    public boolean includes(Origin origin) {
        return origin instanceof KafkaOrigin place && place.offset() < next;
    }

    @Override
    public String encode() {
        return PREFIX + next;
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws CheckpointException if it is something else
     */
    public static KafkaPosition decode(String encoded) {
        if (encoded.startsWith(PREFIX)) {
            try {
                return new KafkaPosition(Long.parseUnsignedLong(encoded.substring(PREFIX.length())));
            } catch (NumberFormatException malformed) {
                throw unreadable(encoded, malformed);
            }
        }
        throw unreadable(encoded, null);
    }

    private static CheckpointException unreadable(String encoded, @Nullable Throwable cause) {
        String message = "The saved position '" + encoded + "' is none of a Kafka partition: expected '" + PREFIX
                + "' and an offset; was it saved by another pipeline?";
        return cause == null ? new CheckpointException(message) : new CheckpointException(message, cause);
    }

    @Override
    public String toString() {
        return "offset " + next;
    }
}
