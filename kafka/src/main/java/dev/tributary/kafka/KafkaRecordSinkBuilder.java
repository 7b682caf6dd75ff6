package dev.tributary.kafka;

import dev.tributary.Secret;
import dev.tributary.kafka.internal.ConnectionBuilder;
import dev.tributary.kafka.internal.MessageEncoder;
import dev.tributary.kafka.internal.ObjectEncoder;
import dev.tributary.kafka.internal.ProducerOptions;
import dev.tributary.kafka.internal.ProducerSink;
import dev.tributary.kafka.internal.TopicSettings;
import dev.tributary.kafka.internal.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KafkaSink} of any elements.
 *
 * <p>A record that has a key goes to the partition that Kafka's default partitioner chooses by it; a record without goes
 * to any.
 *
 * <p>Defaults: compression {@code lz4}, {@code linger.ms} 10, batches of 128 KiB.
 *
 * <p>Confined to one thread; can be used again.
 *
 * @param <T> the type of the elements
 */
public final class KafkaRecordSinkBuilder<T> {

    private final ConnectionBuilder connection = ProducerOptions.connection();
    private final Function<Function<? super T, String>, MessageEncoder.Factory<T>> encoders;
    private TopicSettings topicSettings = TopicSettings.DEFAULT;
    private Optional<ExactlyOnce> exactlyOnce = Optional.empty();
    private Optional<String> fixedTopic = Optional.empty();
    private @Nullable Function<? super T, String> topic;

    KafkaRecordSinkBuilder(Function<Function<? super T, String>, MessageEncoder.Factory<T>> encoders) {
        this.encoders = encoders;
    }

    static <T> KafkaRecordSinkBuilder<T> serializing(Supplier<ObjectEncoder.KeyForm> keys, Serializer<T> values) {
        Objects.requireNonNull(values, "values");
        return new KafkaRecordSinkBuilder<>(topics -> pipeline -> new ObjectEncoder<>(topics, keys.get(), values));
    }

    /**
     * Sets where to find the cluster.
     *
     * @param addresses {@code host:port}, several with commas between
     * @throws IllegalArgumentException if it is not of this form
     */
    public KafkaRecordSinkBuilder<T> bootstrapServers(String addresses) {
        connection.bootstrapServers(addresses);
        return this;
    }

    /**
     * Sets the one topic of all elements.
     *
     * @throws IllegalArgumentException if it cannot be a topic's name
     */
    public KafkaRecordSinkBuilder<T> topic(String name) {
        Topics.requireLegal(name);
        fixedTopic = Optional.of(name);
        topic = element -> name;
        return this;
    }

    /** Sets the topic of each element by a function. */
    public KafkaRecordSinkBuilder<T> topic(Function<? super T, String> function) {
        fixedTopic = Optional.empty();
        topic = Objects.requireNonNull(function, "function");
        return this;
    }

    /**
     * Sets the number of partitions of the topics: missing ones get it, and with another number a topic that is there is an
     * error. By default the broker decides, and any number will do.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaRecordSinkBuilder<T> partitions(int number) {
        topicSettings = topicSettings.withPartitions(number);
        return this;
    }

    /**
     * Sets on how many brokers the topics are kept: missing ones get it, and with another number a topic that is there is
     * an error. By default the broker decides, and any number will do.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaRecordSinkBuilder<T> replicationFactor(int number) {
        topicSettings = topicSettings.withReplicationFactor(number);
        return this;
    }

    /**
     * Writes exactly once, with the defaults of {@link ExactlyOnce}. Without it, everything is written at least once.
     */
    public KafkaRecordSinkBuilder<T> exactlyOnce() {
        return exactlyOnce(ExactlyOnce.defaults());
    }

    /** Writes exactly once, in a given way. */
    public KafkaRecordSinkBuilder<T> exactlyOnce(ExactlyOnce settings) {
        exactlyOnce = Optional.of(settings);
        return this;
    }

    /**
     * Demands topics that keep the last record of each key ({@code cleanup.policy=compact}), as a copy of a table does;
     * with {@link #retention} too, only for that long. Without this and {@link #retention} the broker decides, and any
     * policy will do.
     */
    public KafkaRecordSinkBuilder<T> compacted() {
        topicSettings = topicSettings.withCompaction();
        return this;
    }

    /**
     * Demands topics that delete records of this age ({@code cleanup.policy=delete} and {@code retention.ms}).
     *
     * @param age positive; for records that are kept for ever see {@link #compacted}
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaRecordSinkBuilder<T> retention(Duration age) {
        topicSettings = topicSettings.withRetention(age);
        return this;
    }

    /**
     * Sets any other setting of the topics, such as {@code topicConfig("min.insync.replicas", "2")}: missing ones get it,
     * and with another value in effect a topic that is there is an error.
     *
     * @throws IllegalArgumentException if there is a method of its own for it
     */
    public KafkaRecordSinkBuilder<T> topicConfig(String name, String value) {
        topicSettings = topicSettings.withConfiguration(name, value);
        return this;
    }

    /** Sets whether topics that are missing are created; by default they are, and otherwise they are an error. */
    public KafkaRecordSinkBuilder<T> createTopics(boolean create) {
        topicSettings = topicSettings.withCreation(create);
        return this;
    }

    /** Sets how long a starting writer, and the look-up of a topic, wait for a broker's answer; 10 seconds by default. */
    public KafkaRecordSinkBuilder<T> connectTimeout(Duration timeout) {
        connection.connectTimeout(timeout);
        return this;
    }

    /**
     * Sets a property of Kafka's producer, such as {@code compression.type} or {@code security.protocol}.
     *
     * @throws IllegalArgumentException if it would break a promise of this sink; the message has the reason
     */
    public KafkaRecordSinkBuilder<T> property(String name, String value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Sets a property of Kafka's producer whose value must not be seen, such as {@code sasl.jaas.config}. The secret is asked for
     * its value by each attempt of the pipeline, so a password that was changed is picked up by the next.
     *
     * @throws IllegalArgumentException if it would break a promise, or is one that Kafka itself writes to the log
     */
    public KafkaRecordSinkBuilder<T> property(String name, Secret value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Returns the sink.
     *
     * @throws IllegalStateException if something is missing, or cannot go together; the message names it
     */
    public KafkaSink<T> build() {
        Function<? super T, String> topicOf = topic;
        topicSettings.requireConsistent();
        var target = connection.build("A Kafka sink", topicOf == null ? List.of("topic(...)") : List.of());
        Function<? super T, String> topics = Objects.requireNonNull(topicOf, "topic");
        return new KafkaSink<>(
                new ProducerSink<>(target, topicSettings, fixedTopic, exactlyOnce, encoders.apply(topics)));
    }
}
