package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.TableChange;
import dev.tributary.TableSchema;
import dev.tributary.flink.internal.TableChanges;
import dev.tributary.flink.internal.TopicChanges;
import dev.tributary.format.SchemaHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads change events from topics in Flink's {@code KafkaSource}: those that Tributary's {@code KafkaSink} wrote, with their exact
 * types, and those that Debezium, Maxwell or Canal wrote as JSON. It reads what Tributary's own {@code KafkaSource.changeEvents()}
 * does, and leaves out tombstones as that does.
 *
 * <pre>{@code
 * KafkaSource<ChangeEvent> source = KafkaSource.<ChangeEvent>builder()
 *         .setBootstrapServers("kafka:9092").setTopics("shop.orders").setGroupId("reporting")
 *         .setDeserializer(ChangeEventDeserializationSchema.builder().build())
 *         .setProperty("isolation.level", "read_committed")
 *         .build();
 * }</pre>
 *
 * <p>A record that cannot be decoded fails the job, with an error that names topic, partition and offset, unless {@link
 * Builder#skipUndecodable} was chosen. A change of a table as a whole, such as {@code TRUNCATE}, has no place in a stream of changes of
 * rows: it fails the job too, but for an {@code ALTER TABLE}, which the rows that follow tell themselves.
 *
 * <p>Immutable, but for what Flink opens.
 */
public final class ChangeEventDeserializationSchema implements KafkaRecordDeserializationSchema<ChangeEvent> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ChangeEventDeserializationSchema.class);

    private final ArrayList<byte[]> schemas;
    private final boolean skipUndecodable;
    private final boolean ignoreTableChanges;
    private transient @Nullable TopicChanges changes;
    private transient @Nullable Counter undecodable;

    private ChangeEventDeserializationSchema(Builder builder) {
        schemas = new ArrayList<>(builder.schemas);
        skipUndecodable = builder.skipUndecodable;
        ignoreTableChanges = builder.ignoreTableChanges;
    }

    /** Begins a schema. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        undecodable = context.getMetricGroup().counter("undecodableRecords");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ChangeEvent> out) {
        if (record.value() == null) {
            return;
        }
        List<ChangeEvent> events;
        try {
            events = changes().read(record);
        } catch (RuntimeException failure) {
            String message = "The record at offset " + record.offset() + " of " + record.topic() + "-"
                    + record.partition() + " cannot be decoded: " + failure.getMessage();
            if (!skipUndecodable) {
                throw new DecodeException(message, failure);
            }
            LOG.warn("{}; it is skipped", message);
            counter().inc();
            return;
        }
        events.forEach(out::collect);
    }

    private void tableChanged(TableChange change) {
        if (!ignoreTableChanges) {
            TableChanges.refuse(change);
        }
    }

    private TopicChanges changes() {
        TopicChanges own = changes;
        if (own == null) {
            own = new TopicChanges(schemas.stream().map(SchemaHeader::parse).toList(), this::tableChanged);
            changes = own;
        }
        return own;
    }

    private Counter counter() {
        Counter own = undecodable;
        if (own == null) { // nobody has opened this
            own = new SimpleCounter();
            undecodable = own;
        }
        return own;
    }

    @Override
    public TypeInformation<ChangeEvent> getProducedType() {
        return ChangeEventTypeInfo.INSTANCE;
    }

    /** Builds a schema. Confined to one thread. */
    public static final class Builder {

        private final List<byte[]> schemas = new ArrayList<>();
        private boolean skipUndecodable;
        private boolean ignoreTableChanges;

        private Builder() {}

        /**
         * Gives the columns of tables whose records do not describe them: those that others wrote as Maxwell's JSON, or as
         * Debezium's without Connect's schema.
         */
        public Builder schemas(List<TableSchema> tables) {
            schemas.clear();
            tables.forEach(table -> schemas.add(SchemaHeader.encode(table)));
            return this;
        }

        /** Skips records that cannot be decoded, with a warning in the log and a count in the metric {@code undecodableRecords}. */
        public Builder skipUndecodable() {
            skipUndecodable = true;
            return this;
        }

        /** Passes over changes of tables as a whole, such as {@code TRUNCATE}. */
        public Builder ignoreTableChanges() {
            ignoreTableChanges = true;
            return this;
        }

        /** Returns the schema. */
        public ChangeEventDeserializationSchema build() {
            return new ChangeEventDeserializationSchema(this);
        }
    }
}
