package dev.tributary.kafka.internal;

import dev.tributary.DecodeException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.kafka.PartitionedTableChanges;
import dev.tributary.spi.Split;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes the elements of a record: of most records one, of some several, or none by their format's own rule. Confined to
 * the thread of its reader.
 *
 * @param <T> the type of the elements
 */
public interface ElementDecoder<T> {

    /**
     * Decodes a record.
     *
     * @param bytes about how much memory the elements hold
     * @param decoded takes the elements; what it has counts for nothing if this throws
     * @throws dev.tributary.RetriableException if something that the decoder needs cannot be reached now
     * @throws dev.tributary.ConfigurationException if it must be set right first
     * @throws DecodeException if the record is none that this decoder understands; other exceptions mean the same
     */
    void decode(ConsumerRecord<byte[], byte[]> record, KafkaOrigin origin, Split split, int bytes, Decoded<T> decoded);

    /** Returns what becomes of changes of tables in topics of several partitions. */
    default PartitionedTableChanges partitionedTableChanges() {
        return PartitionedTableChanges.FAIL;
    }

    /** Returns whether elements are change events whose transactions are told. */
    default boolean tellsTransactions() {
        return false;
    }

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
