package dev.tributary.kafka;

import dev.tributary.spi.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * Where in a topic a record was read.
 *
 * <p>Immutable.
 */
public final class KafkaOrigin implements Origin {

    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestampMillis;

    /**
     * Creates an origin.
     *
     * @param partition the partition of the topic, from 0
     * @param offset the record's offset in the partition, from 0
     * @param timestampMillis the record's timestamp in milliseconds since 1970-01-01T00:00:00Z; -1 where it has none
     */
    public KafkaOrigin(String topic, int partition, long offset, long timestampMillis) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.partition = partition;
        this.offset = offset;
        this.timestampMillis = timestampMillis;
    }

    /** Returns the topic. */
    public String topic() {
        return topic;
    }

    /** Returns the partition of the topic, from 0. */
    public int partition() {
        return partition;
    }

    /** Returns the record's offset in the partition, from 0. */
    public long offset() {
        return offset;
    }

    /**
     * Returns the record's timestamp: when it was sent, or when the broker stored it, as the topic's configuration says;
     * 1969-12-31T23:59:59.999Z where it has none.
     */
    @Override
    public Instant time() {
        return Instant.ofEpochMilli(timestampMillis);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KafkaOrigin that
                && partition == that.partition
                && offset == that.offset
                && timestampMillis == that.timestampMillis
                && topic.equals(that.topic);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, partition, offset);
    }

    /** Returns {@code topic-partition offset n}. */
    @Override
    public String toString() {
        return topic + "-" + partition + " offset " + offset;
    }
}
