package dev.tributary.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.kafka.internal.format.CanalFormat;
import dev.tributary.kafka.internal.format.CloudEventsFormat;
import dev.tributary.kafka.internal.format.KeysFormat;
import dev.tributary.kafka.internal.format.MaxwellFormat;
import dev.tributary.kafka.internal.format.SerializerFormat;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The form that change events have in a topic. The sink decides which records there are (an update that changes the key
 * is a delete and an insert, a delete is followed by a tombstone) and under which key; the format makes the bytes of
 * each.
 *
 * <p>Implementations are immutable and thread-safe; their writers are not.
 */
public interface ChangeFormat {

    /**
     * Returns a writer for one run of a pipeline.
     *
     * @param sourceName the logical name of the source
     */
    Writer open(String sourceName);

    /** Returns what headers tell unless {@link KafkaChangeSinkBuilder#headers} says otherwise; by default nothing. */
    default Set<ChangeHeader> headers() {
        return Set.of();
    }

    /**
     * Makes the bytes of records. Confined to one thread. Whatever it throws rejects the change, which the error policy
     * decides on; but a {@link dev.tributary.RetriableException} and a {@link dev.tributary.ConfigurationException}, about
     * something that the format needs beside the change, end the attempt or the pipeline.
     */
    interface Writer {

        /** Returns the bytes of a key, which has one column or more. */
        byte[] key(String topic, RowKey key);

        /**
         * Returns the bytes of a value.
         *
         * @param key the key of the record; without columns where it has none
         * @param event an event that the record is to tell; a changed key has been taken apart
         * @param headers what the format adds is sent with the record
         * @return null for a delete that is a tombstone
         */
        byte @Nullable [] value(String topic, RowKey key, ChangeEvent event, Headers headers);

        /**
         * Returns the bytes of a change of a table as a whole.
         *
         * @param headers what the format adds is sent with the record
         * @return null where the format has no form for it, as by default
         */
        default byte @Nullable [] tableChange(String topic, TableChange change, Headers headers) {
            return null;
        }
    }

    /** Returns the Debezium envelope as JSON, the default. */
    static DebeziumFormat debezium() {
        return DebeziumFormat.STANDARD;
    }

    /** Returns the row alone, as a JSON object of its columns; deletes are tombstones, or marked. */
    static RowFormat rows() {
        return RowFormat.STANDARD;
    }

    /**
     * Returns the columns of the key alone, as a JSON object: that something has changed, for readers that look it up.
     */
    static ChangeFormat keys() {
        return new KeysFormat();
    }

    /** Returns the JSON of Maxwell's daemon; see {@link dev.tributary.format.MaxwellWriter}. */
    static ChangeFormat maxwell() {
        return new MaxwellFormat();
    }

    /** Returns the JSON of Canal's flat messages; see {@link dev.tributary.format.CanalWriter}. */
    static ChangeFormat canal() {
        return new CanalFormat();
    }

    /**
     * Returns CloudEvents 1.0 in structured mode: one JSON document that holds the Debezium envelope as {@code data},
     * with the header {@code content-type: application/cloudevents+json; charset=UTF-8}.
     */
    static ChangeFormat structuredCloudEvents() {
        return new CloudEventsFormat(true);
    }

    /**
     * Returns CloudEvents 1.0 in binary mode: the value is the Debezium envelope, and headers that begin with {@code
     * ce_} tell the rest.
     */
    static ChangeFormat binaryCloudEvents() {
        return new CloudEventsFormat(false);
    }

    /**
     * Returns what a serializer makes of the events, under keys in JSON.
     *
     * @param serializer is used by one thread for each started pipeline, and never closed; null for a delete means a
     *     tombstone
     */
    static ChangeFormat of(Serializer<? super ChangeEvent> serializer) {
        return new SerializerFormat(serializer);
    }
}
