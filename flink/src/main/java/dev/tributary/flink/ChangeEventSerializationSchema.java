package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.flink.internal.SplitKeyChanges;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events to topics in Flink's {@code KafkaSink}, as Tributary's own does by default: the Debezium envelope as JSON
 * under the primary key, with the header that describes the columns, in the partition of the folded key. So our consumers, and
 * {@link ChangeEventDeserializationSchema}, restore them with their exact types.
 *
 * <p>Flink's sink writes one record for each element. There are therefore no tombstones after deletes, and an update that changes the
 * key must have been taken apart before, by {@link ChangeEvents#keyByRow} or {@link ChangeEvents#splitKeyChanges()}; else the
 * job fails.
 *
 * <p>Immutable, but for what Flink opens.
 */
public final class ChangeEventSerializationSchema implements KafkaRecordSerializationSchema<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    private final SerializableFunction<TableId, String> topic;
    private final String sourceName;
    private transient @Nullable EnvelopeWriter writer;

    private ChangeEventSerializationSchema(SerializableFunction<TableId, String> topic, String sourceName) {
        this.topic = topic;
        this.sourceName = sourceName;
    }

    /** Returns a schema that writes to one topic. */
    public static ChangeEventSerializationSchema toTopic(String topic) {
        Objects.requireNonNull(topic, "topic");
        return toTopics(table -> topic);
    }

    /** Returns a schema that writes to the topics that a function gives for tables. */
    public static ChangeEventSerializationSchema toTopics(SerializableFunction<TableId, String> topic) {
        return new ChangeEventSerializationSchema(Objects.requireNonNull(topic, "topic"), "flink");
    }

    /** Returns this schema with another logical name of the source, which {@code source.name} of the envelopes gives; {@code flink} by default. */
    public ChangeEventSerializationSchema sourceName(String name) {
        return new ChangeEventSerializationSchema(topic, Objects.requireNonNull(name, "name"));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ChangeEvent event, KafkaSinkContext context, @Nullable Long timestamp) {
        if (SplitKeyChanges.changesKey(event)) {
            throw new SinkException("An update of table " + event.table() + " from " + event.origin()
                    + " changes the row's key, which takes two records, but Flink's sink writes one for each element:"
                    + " let the stream go through ChangeEvents.keyByRow(stream) or"
                    + " .flatMap(ChangeEvents.splitKeyChanges()) first");
        }
        EnvelopeWriter own = writer();
        RowKey key = event.key();
        String to = Objects.requireNonNull(topic.apply(event.table()), "the function of toTopics(...) returned null");
        return new ProducerRecord<>(
                to,
                partition(event, key, context.getPartitionsForTopic(to).length),
                event.origin().time().toEpochMilli(),
                key.isEmpty() ? null : own.writeKey(key),
                own.write(event),
                List.of(new RecordHeader(SchemaHeader.NAME, own.schema(event.schema()))));
    }

    /** By the rule that docs/kafka.md has for all who write keys: that of Kafka's clients, over the folded key. */
    private int partition(ChangeEvent event, RowKey key, int partitions) {
        byte[] together = key.isEmpty()
                ? event.table().toString().getBytes(StandardCharsets.UTF_8)
                : writer().writeKey(key.folded());
        return Utils.toPositive(Utils.murmur2(together)) % partitions;
    }

    private EnvelopeWriter writer() {
        EnvelopeWriter own = writer;
        if (own == null) {
            own = new EnvelopeWriter(sourceName);
            writer = own;
        }
        return own;
    }
}
