package dev.tributary.avro;

import dev.tributary.ChangeEvent;
import dev.tributary.avro.internal.ChangeDeserializer;
import dev.tributary.avro.internal.EnvelopeEncoder;
import dev.tributary.avro.internal.Registration;
import dev.tributary.kafka.ChangeFormat;
import java.util.Objects;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Change events as Avro: the Debezium envelope under the columns of the key, each with the id of its schema in a registry, in the
 * wire format of Confluent's serializers (a zero byte, four bytes of the id, the data).
 *
 * <pre>{@code
 * AvroFormat avro = AvroFormat.of(SchemaRegistry.builder().url("http://registry:8081").build());
 *
 * KafkaSink.changeEvents().bootstrapServers("kafka:9092").topic("shop.{table}").format(avro).build();
 * KafkaSource.changeEvents(avro::deserializer).bootstrapServers("kafka:9092").groupId("reporting").topics("shop.orders").build();
 * }</pre>
 *
 * <p>The schema of a table is made from its {@link dev.tributary.TableSchema} and registered once for each of its versions.
 * Columns are optional in it, so that one that is added or dropped is compatible whatever the registry asks for. It holds the
 * columns' own types too, by which {@link #deserializer()} restores the very same events. Rows must be whole, and hold no zero
 * or partial dates, for which Avro has no form; else the change is rejected.
 *
 * <p>A registry that cannot be reached is a {@link dev.tributary.RetriableException}; a schema that it refuses a {@link
 * dev.tributary.ConfigurationException} that says why. Neither is a fault of the change, so neither is skipped by a policy.
 *
 * <p>Immutable and thread-safe.
 */
public final class AvroFormat implements ChangeFormat {

    private final SchemaRegistry registry;
    private final SubjectNames subjects;
    private final boolean registering;

    private AvroFormat(SchemaRegistry registry, SubjectNames subjects, boolean registering) {
        this.registry = registry;
        this.subjects = subjects;
        this.registering = registering;
    }

    /** Returns the format with its schemas in a registry. */
    public static AvroFormat of(SchemaRegistry registry) {
        return new AvroFormat(Objects.requireNonNull(registry, "registry"), SubjectNames.topic(), true);
    }

    /** Returns this format with other names of subjects; by default {@link SubjectNames#topic()}. */
    public AvroFormat subjects(SubjectNames names) {
        return new AvroFormat(registry, Objects.requireNonNull(names, "names"), registering);
    }

    /**
     * Returns this format, which registers schemas that are not there or leaves that to others: a schema that the subject does
     * not have is an error then. Default: it registers them.
     */
    public AvroFormat registerSchemas(boolean register) {
        return new AvroFormat(registry, subjects, register);
    }

    @Override
    public Writer open(String sourceName) {
        return new EnvelopeEncoder(sourceName, new Registration(registry.client(), subjects, registering));
    }

    /**
     * Returns a new deserializer of values that this format has written, with schemas from the registry, whatever the names of
     * subjects. To be used by one thread. What it cannot read is a {@link dev.tributary.DecodeException}.
     */
    public Deserializer<ChangeEvent> deserializer() {
        return new ChangeDeserializer(registry.client());
    }
}
