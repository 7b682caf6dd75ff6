package dev.tributary.kafka.internal;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a topic for a record.
 *
 * @param key its bytes, or null for none; Kafka's default partitioner chooses by them unless {@code together} is given
 * @param value its bytes, or null for a tombstone
 * @param headers what is sent beside the value, or null for nothing
 * @param timestamp in milliseconds since 1970-01-01T00:00:00Z, or null for the time of sending
 * @param together all messages of the same bytes go to one partition; null where the key decides, or any will do
 * @param partial whether the value changes a part of what earlier messages of the key have told
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Message(
        String topic,
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable Headers headers,
        @Nullable Long timestamp,
        byte @Nullable [] together,
        boolean partial) {

    /** About what Kafka's record format, and the client's objects for a record, take. */
    private static final int OVERHEAD = 100;

    /** The most that the lengths of a header take. */
    private static final int HEADER_OVERHEAD = 10;

    static Message of(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new Message(topic, key, value, null, null, null, false);
    }

    /** Returns about what it takes in memory; at least a third of what it takes in a topic. */
    int bytes() {
        int bytes = OVERHEAD + length(key) + length(value);
        if (headers != null) {
            for (Header header : headers) {
                bytes += HEADER_OVERHEAD + header.key().length() + length(header.value());
            }
        }
        return bytes;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    ProducerRecord<byte[], byte[]> toRecord(@Nullable Integer partition) {
        return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
    }
}
