package dev.tributary.kafka;

import dev.tributary.spi.Origin;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where in a topic a record was read.
 *
 * <p>Immutable. Two are equal if they name the same place and time.
 */
public final class KafkaOrigin implements Origin {

    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestampMillis;
    private final @Nullable ConsumerRecord<byte[], byte[]> record;

    /**
     * Creates an origin without the record itself.
     *
     * @param partition the partition of the topic, from 0
     * @param offset the record's offset in the partition, from 0
     * @param timestampMillis the record's timestamp in milliseconds since 1970-01-01T00:00:00Z; -1 where it has none
     */
    public KafkaOrigin(String topic, int partition, long offset, long timestampMillis) {
        this(topic, partition, offset, timestampMillis, null);
    }

    private KafkaOrigin(
            String topic,
            int partition,
            long offset,
            long timestampMillis,
            @Nullable ConsumerRecord<byte[], byte[]> record) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.partition = partition;
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.record = record;
    }

    /** Returns the origin of a record that was read; it keeps the record. */
    public static KafkaOrigin of(ConsumerRecord<byte[], byte[]> record) {
        return new KafkaOrigin(record.topic(), record.partition(), record.offset(), record.timestamp(), record);
    }

    /**
     * Returns the record as it was read, so that a dead letter has its key, value and headers whatever steps have made of
     * them. It is shared: nobody may change it. Empty for an origin that was made without.
     */
    public Optional<ConsumerRecord<byte[], byte[]>> record() {
        return Optional.ofNullable(record);
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
