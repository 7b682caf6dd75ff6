package dev.tributary.kafka.internal;

import dev.tributary.DecodeException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the element of a record. Confined to the thread of its reader.
 *
 * @param <T> the type of the elements
 */
public interface ElementDecoder<T> {

    /**
     * Returns the element, or null for a record that carries none by its format's own rule.
     *
     * @param bytes about how much memory the element holds
     * @throws DecodeException if the record is none that this decoder understands; other exceptions mean the same
     */
    @Nullable
    StreamRecord<T> decode(ConsumerRecord<byte[], byte[]> record, KafkaOrigin origin, Split split, int bytes);

    /**
     * Makes a decoder for each reader.
     *
     * @param <T> the type of the elements
     */
    @FunctionalInterface
    interface Factory<T> {
        ElementDecoder<T> create();
    }
}
