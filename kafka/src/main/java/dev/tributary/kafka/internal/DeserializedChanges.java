package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.RowKey;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Restores change events by a deserializer of their values, under the keys of their rows; tombstones carry none. */
public final class DeserializedChanges implements ElementDecoder<ChangeEvent> {

    private final Deserializer<ChangeEvent> values;

    /** Creates a decoder. */
    public DeserializedChanges(Deserializer<ChangeEvent> values) {
        this.values = values;
    }

    @Override
    public void decode(
            ConsumerRecord<byte[], byte[]> record,
            KafkaOrigin origin,
            Split split,
            int bytes,
            Decoded<ChangeEvent> decoded) {
        if (record.value() == null) {
            return;
        }
        ChangeEvent event = values.deserialize(record.topic(), record.headers(), record.value());
        if (event == null) {
            throw new DecodeException(values.getClass().getSimpleName() + " returned null");
        }
        decoded.record(element(event, origin, split, bytes));
    }

    /** Returns the record of an event, under the key of its row. */
    static StreamRecord<ChangeEvent> element(ChangeEvent event, KafkaOrigin origin, Split split, int bytes) {
        RowKey key = event.key();
        return key.isEmpty()
                ? StreamRecord.withoutKey(event, origin, split, bytes)
                : StreamRecord.of(event, key, origin, split, bytes);
    }
}
