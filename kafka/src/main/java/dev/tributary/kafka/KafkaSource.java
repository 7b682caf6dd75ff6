package dev.tributary.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.kafka.internal.ChangeDecoder;
import dev.tributary.kafka.internal.Connection;
import dev.tributary.kafka.internal.ConsumerSource;
import dev.tributary.kafka.internal.DeserializedChanges;
import dev.tributary.kafka.internal.ObjectDecoder;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Trait;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics of Apache Kafka as a member of a consumer group.
 *
 * <p>Guarantee: offsets are committed to the group only once everything before them is stored, so every record is
 * delivered at least once, those of a partition in order. Each partition is a split of its own. When partitions go to
 * another member, what steps and sinks have taken of them is stored first and committed, for which there is 80 % of
 * {@code max.poll.interval.ms} (5 minutes by default). A member that cannot do it in that time, or that its group has not
 * heard of for too long, drops what its sinks hold, and the pipeline begins anew with what the group gives it. Only
 * committed records of transactions are read. However slow the sink is, the member stays in its group.
 *
 * <p>A record that cannot be decoded goes to the pipeline's error policy, with its bytes. An offset that the partition
 * no longer holds ends the pipeline with an error: records were lost, which nobody should learn by chance.
 *
 * <p>Each record's origin is a {@link KafkaOrigin}; the group keeps the position, so that the pipeline needs no
 * {@link dev.tributary.CheckpointStore}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> the type of the elements
 */
public final class KafkaSource<T> implements Source<T> {

    private final ConsumerSource<T> source;

    KafkaSource(ConsumerSource<T> source) {
        this.source = source;
    }

    /**
     * Begins a source of change events: those that {@link KafkaSink#changeEvents()} wrote, with their exact types, and
     * those that Debezium, Maxwell or Canal wrote as JSON (see {@link dev.tributary.format.ChangeReader} for their
     * types). The key of a record is the {@link dev.tributary.RowKey} of its primary key. Tombstones are passed over:
     * the delete before each says the same.
     *
     * <p>Changes of tables as a whole are handed to the sinks where their topic has one partition; else they cannot be
     * decoded, but for an {@code ALTER TABLE}, which is handed on.
     */
    public static KafkaSourceBuilder<ChangeEvent> changeEvents() {
        return changeEvents(ChangeReading.standard());
    }

    /** Begins a source of change events as {@link #changeEvents()} does, which reads in another way. */
    public static KafkaSourceBuilder<ChangeEvent> changeEvents(ChangeReading reading) {
        Objects.requireNonNull(reading, "reading");
        return new KafkaSourceBuilder<>(
                () -> new ChangeDecoder(reading),
                reading.tellsTransactions() ? Set.of(Trait.KEYS, Trait.TRANSACTIONS) : Set.of(Trait.KEYS));
    }

    /**
     * Begins a source of the change events that deserializers make of values, such as those of Avro in {@code
     * tributary-avro}; keys are not read. All else is as for {@link #changeEvents()}: the key of a record is that of its
     * row, and tombstones are passed over.
     *
     * @param values makes a deserializer for each reader; one that throws a {@link dev.tributary.RetriableException} or a
     *     {@link dev.tributary.ConfigurationException} ends the attempt or the pipeline, what else it throws means that the
     *     record cannot be decoded
     */
    public static KafkaSourceBuilder<ChangeEvent> changeEvents(Supplier<? extends Deserializer<ChangeEvent>> values) {
        Objects.requireNonNull(values, "values");
        return new KafkaSourceBuilder<>(() -> new DeserializedChanges(values.get()), Set.of(Trait.KEYS));
    }

    /**
     * Begins a source of strings, with strings as keys, both from UTF-8. A record without a value cannot be decoded.
     */
    public static KafkaSourceBuilder<String> strings() {
        return of(new StringDeserializer(), new StringDeserializer());
    }

    /**
     * Begins a source of bytes as they are. Keys are read-only {@link java.nio.ByteBuffer}s, which are equal when their
     * bytes are. A record without a value cannot be decoded.
     */
    public static KafkaSourceBuilder<byte[]> bytes() {
        return of(new ByteArrayDeserializer());
    }

    /** Begins a source of what a deserializer makes, with keys as those of {@link #bytes()}. */
    public static <T> KafkaSourceBuilder<T> of(Deserializer<T> values) {
        return of(new ByteArrayDeserializer(), values);
    }

    /**
     * Begins a source of what deserializers make; they are used by one thread for each started pipeline.
     *
     * @param values also gets null, for a record without a value; where it returns null, the record cannot be decoded
     */
    public static <T> KafkaSourceBuilder<T> of(Deserializer<?> keys, Deserializer<T> values) {
        return new KafkaSourceBuilder<>(() -> new ObjectDecoder<>(keys, values), Set.of());
    }

    /** Returns {@code Kafka host:port group 'id'}. */
    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return source.open(context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return source.decodePosition(encoded);
    }

    /** Returns true: the consumer group does. */
    @Override
    public boolean keepsPositions() {
        return source.keepsPositions();
    }

    /** Returns the cluster of its consumer group, if it reads as a member of one. */
    Optional<Connection> membership() {
        return source.membership();
    }

    @Override
    public Set<Trait> gives() {
        return source.gives();
    }

    /** Returns what {@link #describe()} does. */
    @Override
    public String toString() {
        return describe();
    }
}
