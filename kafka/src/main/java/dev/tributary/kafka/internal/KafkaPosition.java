package dev.tributary.kafka.internal;

import dev.tributary.CheckpointException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition stands.
 *
 * @param next the offset of the next record to read: all before it is covered
 */
public record KafkaPosition(long next) implements Position {

    private static final String PREFIX = "kafka1;next=";

    @Override
    public boolean covers(Position other) {
        return other instanceof KafkaPosition that && next >= that.next;
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
