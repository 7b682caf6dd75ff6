package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.RowKey;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Restores change events. A tombstone carries none: it only repeats for the broker what the delete before it says. */
public final class ChangeDecoder implements ElementDecoder<ChangeEvent> {

    private final EnvelopeReader envelopes = new EnvelopeReader();

    @Override
    public @Nullable StreamRecord<ChangeEvent> decode(
            ConsumerRecord<byte[], byte[]> record, KafkaOrigin origin, Split split, int bytes) {
        if (record.value() == null) {
            return null;
        }
        Header schema = record.headers().lastHeader(SchemaHeader.NAME);
        if (schema == null || schema.value() == null) {
            throw new DecodeException(
                    "it has no header '" + SchemaHeader.NAME + "', which tells the types of its columns:"
                            + " it was not written by KafkaSink.changeEvents(); read it by KafkaSource.strings() or of(...)");
        }
        ChangeEvent event = envelopes.read(record.value(), schema.value());
        RowKey key = event.key();
        return key.isEmpty()
                ? StreamRecord.withoutKey(event, origin, split, bytes)
                : StreamRecord.of(event, key, origin, split, bytes);
    }
}
