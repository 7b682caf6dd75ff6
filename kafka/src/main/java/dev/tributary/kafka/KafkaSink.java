package dev.tributary.kafka;

import dev.tributary.DeadLetter;
import dev.tributary.kafka.internal.Connection;
import dev.tributary.kafka.internal.DeadLetterEncoder;
import dev.tributary.kafka.internal.ObjectEncoder;
import dev.tributary.kafka.internal.ProducerSink;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Trait;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to topics of Apache Kafka.
 *
 * <p>Guarantee with {@code exactlyOnce()}: see {@link ExactlyOnce}. Without it, everything is stored at least once, by an idempotent producer with {@code acks=all}: a record counts as
 * stored when all in-sync replicas have it, and the pipeline's position passes it only then. Records of one key are in
 * one partition, in the order in which they came; after a failure the records since the last saved position are written
 * again.
 *
 * <p>A writer never waits for an acknowledgement, but for room: it holds no more bytes than the pipeline gives it. The
 * producer tries again by itself for two minutes (its {@code delivery.timeout.ms}); then the pipeline fails with a
 * {@link dev.tributary.RetriableException}. A record that is too large for the producer or the broker, or that cannot
 * be serialized, goes to the pipeline's error policy.
 *
 * <p>Changes of a table as a whole, such as {@code TRUNCATE}, are written only where
 * {@link KafkaChangeSinkBuilder#tableChanges} asks for it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> the type of the elements
 */
public final class KafkaSink<T> implements Sink<T> {

    private final ProducerSink<T> sink;

    KafkaSink(ProducerSink<T> sink) {
        this.sink = sink;
    }

    /**
     * Begins a sink of change events, by default in the Debezium envelope under a JSON object of their key (see
     * {@link dev.tributary.format.EnvelopeWriter}), with the description of their columns in the header
     * {@value dev.tributary.format.SchemaHeader#NAME}; {@link ChangeFormat} has other forms.
     */
    public static KafkaChangeSinkBuilder changeEvents() {
        return new KafkaChangeSinkBuilder();
    }

    /**
     * Begins a sink of strings, as UTF-8. Keys are written as text too: of a {@link dev.tributary.RowKey} its JSON
     * object, of all else what {@code toString()} gives.
     */
    public static KafkaRecordSinkBuilder<String> strings() {
        return KafkaRecordSinkBuilder.serializing(ObjectEncoder::keysAsText, new StringSerializer());
    }

    /**
     * Begins a sink of elements for which there is a serializer; it is used by one thread for each started pipeline.
     */
    public static <T> KafkaRecordSinkBuilder<T> values(Serializer<T> values) {
        return KafkaRecordSinkBuilder.serializing(ObjectEncoder::keysAsText, values);
    }

    /**
     * Begins a sink of elements and keys for which there are serializers; they are used by one thread for each started
     * pipeline.
     *
     * @param keys takes the keys that the source or {@code keyBy} makes; a key of another type rejects its record
     */
    public static <K, T> KafkaRecordSinkBuilder<T> of(Serializer<K> keys, Serializer<T> values) {
        return KafkaRecordSinkBuilder.serializing(() -> ObjectEncoder.keysBy(keys), values);
    }

    /**
     * Begins a sink for {@link dev.tributary.ErrorPolicy#deadLetter}. A record that {@link KafkaSource} has read keeps its
     * key, value and headers as they were, in whatever stage it failed; of any other the element is written (bytes as they
     * are, a change event as its envelope, all else as text) under its key. Headers tell the reason and where the record
     * came from: {@link DeadLetterHeader}.
     */
    public static KafkaRecordSinkBuilder<DeadLetter> deadLetters() {
        return new KafkaRecordSinkBuilder<>(topics -> pipeline -> new DeadLetterEncoder(topics, pipeline));
    }

    /** Returns {@code Kafka host:port}. */
    @Override
    public String describe() {
        return sink.connection().toString();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits until a broker answers, and creates the topic if there is only one and it is missing. Other topics are
     * looked up, and created, at their first record.
     */
    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        return sink.open(context, group(context));
    }

    /** Returns the cluster whose consumer group keeps the offsets of what is read, where this sink may commit them. */
    private static Optional<Connection> group(SinkContext context) {
        return context.soleSource()
                .flatMap(source -> source instanceof KafkaSource<?> topics ? topics.membership() : Optional.empty());
    }

    /** Returns whether it was built to write exactly once. */
    @Override
    public boolean keepsPositions() {
        return sink.exactlyOnce().isPresent();
    }

    /** Returns that it needs transactions of the source where it commits none of them in parts. */
    @Override
    public Set<Trait> needs() {
        return sink.exactlyOnce().filter(ExactlyOnce::isWholeTransactions).isPresent()
                ? Set.of(Trait.TRANSACTIONS)
                : Set.of();
    }

    /** Returns what {@link #describe()} does. */
    @Override
    public String toString() {
        return describe();
    }
}
