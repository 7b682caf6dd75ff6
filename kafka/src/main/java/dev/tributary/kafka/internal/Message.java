package dev.tributary.kafka.internal;

import dev.tributary.format.SchemaHeader;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a topic for a record.
 *
 * @param key its bytes, or null for none; Kafka's default partitioner chooses by them
 * @param value its bytes, or null for a tombstone
 * @param schema the description of the columns for the header, or null for none
 * @param together without a key: all messages of the same text go to one partition; null where any will do
 * @param partial whether the value changes a part of what earlier messages of the key have told
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Message(
        String topic,
        byte @Nullable [] key,
        byte @Nullable [] value,
        byte @Nullable [] schema,
        @Nullable String together,
        boolean partial) {

    /** About what Kafka's record format, and the client's objects for a record, take. */
    private static final int OVERHEAD = 100;

    static Message of(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new Message(topic, key, value, null, null, false);
    }

    int bytes() {
        return OVERHEAD + length(key) + length(value) + length(schema);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    ProducerRecord<byte[], byte[]> toRecord(@Nullable Integer partition) {
        return schema == null
                ? new ProducerRecord<>(topic, partition, key, value)
                : new ProducerRecord<>(
                        topic, partition, null, key, value, List.of(new RecordHeader(SchemaHeader.NAME, schema)));
    }
}
