package dev.tributary.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.Secret;
import dev.tributary.TableId;
import dev.tributary.kafka.internal.ChangeEncoder;
import dev.tributary.kafka.internal.ChangeOptions;
import dev.tributary.kafka.internal.ConnectionBuilder;
import dev.tributary.kafka.internal.Partitioning;
import dev.tributary.kafka.internal.ProducerOptions;
import dev.tributary.kafka.internal.ProducerSink;
import dev.tributary.kafka.internal.TopicSettings;
import dev.tributary.kafka.internal.TopicTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KafkaSink} of change events.
 *
 * <p>The key of a record is its primary key, or the columns that {@code keyBy} chose by {@link
 * dev.tributary.RowKey#of(dev.tributary.Row, String...)}; Kafka's default partitioner chooses by it, with one choice for all
 * keys that the columns' collations call equal ({@link dev.tributary.RowKey#folded()}). A table without a
 * primary key has no key, and all its changes go to one partition. An update that changes the key is written as a
 * delete of the old key and an insert of the new one. After a delete by primary key follows a tombstone, unless
 * switched off, so that a compacted topic forgets the row.
 *
 * <p>Defaults: compression {@code lz4}, {@code linger.ms} 10, batches of 128 KiB.
 *
 * <p>Confined to one thread; can be used again.
 */
public final class KafkaChangeSinkBuilder {

    private final ConnectionBuilder connection = ProducerOptions.connection();
    private TopicSettings topicSettings = TopicSettings.DEFAULT;
    private @Nullable Function<TableId, String> topic;
    private @Nullable String sourceName;
    private Optional<ExactlyOnce> exactlyOnce = Optional.empty();
    private boolean tombstones = true;
    private ChangeFormat format = ChangeFormat.debezium();
    private @Nullable Set<ChangeHeader> headers;
    private BiConsumer<? super ChangeEvent, ? super Headers> customHeaders = (event, none) -> {};
    private boolean commitTimestamps;
    private TableChangeRecords tableChanges = TableChangeRecords.none();
    private @Nullable Partitioning partitioning;

    KafkaChangeSinkBuilder() {}

    /**
     * Sets where to find the cluster.
     *
     * @param addresses {@code host:port}, several with commas between
     * @throws IllegalArgumentException if it is not of this form
     */
    public KafkaChangeSinkBuilder bootstrapServers(String addresses) {
        connection.bootstrapServers(addresses);
        return this;
    }

    /**
     * Sets the topic of each table by a template.
     *
     * @param template a topic's name in which <code>{database}</code> and <code>{table}</code> are replaced, such as
     *     <code>shop.{table}</code>
     * @throws IllegalArgumentException if it has other placeholders or cannot be a topic's name
     */
    public KafkaChangeSinkBuilder topic(String template) {
        topic = new TopicTemplate(template);
        return this;
    }

    /** Sets the topic of each table by a function, which is called once for each table of a started pipeline. */
    public KafkaChangeSinkBuilder topic(Function<TableId, String> function) {
        topic = Objects.requireNonNull(function, "function");
        return this;
    }

    /**
     * Sets the number of partitions of the topics: missing ones get it, and with another number a topic that is there is an
     * error. By default the broker decides, and any number will do.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaChangeSinkBuilder partitions(int number) {
        topicSettings = topicSettings.withPartitions(number);
        return this;
    }

    /**
     * Sets on how many brokers the topics are kept: missing ones get it, and with another number a topic that is there is
     * an error. By default the broker decides, and any number will do.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaChangeSinkBuilder replicationFactor(int number) {
        topicSettings = topicSettings.withReplicationFactor(number);
        return this;
    }

    /**
     * Demands topics that keep the last record of each key ({@code cleanup.policy=compact}), as a copy of a table does;
     * with {@link #retention} too, only for that long. Without this and {@link #retention} the broker decides, and any
     * policy will do.
     */
    public KafkaChangeSinkBuilder compacted() {
        topicSettings = topicSettings.withCompaction();
        return this;
    }

    /**
     * Demands topics that delete records of this age ({@code cleanup.policy=delete} and {@code retention.ms}).
     *
     * @param age positive; for records that are kept for ever see {@link #compacted}
     * @throws IllegalArgumentException if it is not positive
     */
    public KafkaChangeSinkBuilder retention(Duration age) {
        topicSettings = topicSettings.withRetention(age);
        return this;
    }

    /**
     * Sets any other setting of the topics, such as {@code topicConfig("min.insync.replicas", "2")}: missing ones get it,
     * and with another value in effect a topic that is there is an error.
     *
     * @throws IllegalArgumentException if there is a method of its own for it
     */
    public KafkaChangeSinkBuilder topicConfig(String name, String value) {
        topicSettings = topicSettings.withConfiguration(name, value);
        return this;
    }

    /** Sets whether topics that are missing are created; by default they are, and otherwise they are an error. */
    public KafkaChangeSinkBuilder createTopics(boolean create) {
        topicSettings = topicSettings.withCreation(create);
        return this;
    }

    /** Sets whether a tombstone follows each delete; by default it does. */
    public KafkaChangeSinkBuilder tombstones(boolean write) {
        tombstones = write;
        return this;
    }

    /** Sets the form of the records; by default {@link ChangeFormat#debezium()}. */
    public KafkaChangeSinkBuilder format(ChangeFormat form) {
        format = Objects.requireNonNull(form, "format");
        return this;
    }

    /**
     * Sets what headers tell, which may be nothing; by default what the format says ({@link ChangeFormat#headers()}).
     */
    public KafkaChangeSinkBuilder headers(ChangeHeader... chosen) {
        headers = Set.of(chosen);
        return this;
    }

    /**
     * Sets a function that adds headers of its own to the records of an event: called for each record but tombstones,
     * by one thread for each started pipeline. What it throws rejects the event.
     */
    public KafkaChangeSinkBuilder customHeaders(BiConsumer<? super ChangeEvent, ? super Headers> function) {
        customHeaders = Objects.requireNonNull(function, "function");
        return this;
    }

    /**
     * Sets whether the timestamp of a record is the commit time of its transaction; by default it is the time of
     * sending. A topic that deletes by age, as topics do by default after a week, deletes at once what was committed
     * before that: let such a topic keep all records ({@code retention.ms=-1}).
     */
    public KafkaChangeSinkBuilder commitTimestamps(boolean use) {
        commitTimestamps = use;
        return this;
    }

    /** Sets whether and where changes of tables as a whole are written; by default they are not. */
    public KafkaChangeSinkBuilder tableChanges(TableChangeRecords records) {
        tableChanges = Objects.requireNonNull(records, "records");
        return this;
    }

    /**
     * Sets columns by whose values the partition of a record is chosen; by default it is chosen by the record's key. Values that
     * the columns' collations call equal are one. All events of a key stay in order only if these columns do not change
     * while the key stays, and tables that have no such columns have their events rejected.
     *
     * @throws IllegalArgumentException if there are none
     */
    public KafkaChangeSinkBuilder partitionBy(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("partitionBy needs the name of a column, but there is none");
        }
        partitioning = Partitioning.byColumns(columns);
        return this;
    }

    /**
     * Sets a function whose text chooses the partition of a record: events of one text go to one, which is Kafka's default
     * partitioner over the text in UTF-8. An update that changes the key is given as a delete and an insert. All events of a key
     * stay in order only if they have one text. What the function throws rejects the event.
     */
    public KafkaChangeSinkBuilder partitionBy(Function<? super ChangeEvent, String> function) {
        partitioning = Partitioning.by(Objects.requireNonNull(function, "function"));
        return this;
    }

    /** Sets the logical name of the source in the envelopes; by default the pipeline's name. */
    public KafkaChangeSinkBuilder sourceName(String name) {
        sourceName = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Writes exactly once, with the defaults of {@link ExactlyOnce}. Without it, everything is written at least once.
     */
    public KafkaChangeSinkBuilder exactlyOnce() {
        return exactlyOnce(ExactlyOnce.defaults());
    }

    /** Writes exactly once, in a given way. */
    public KafkaChangeSinkBuilder exactlyOnce(ExactlyOnce settings) {
        exactlyOnce = Optional.of(settings);
        return this;
    }

    /**
     * Sets how long a starting writer, and the look-up of a topic, wait for a broker's answer; 10 seconds by default.
     */
    public KafkaChangeSinkBuilder connectTimeout(Duration timeout) {
        connection.connectTimeout(timeout);
        return this;
    }

    /**
     * Sets a property of Kafka's producer, such as {@code compression.type} or {@code security.protocol}.
     *
     * @throws IllegalArgumentException if it would break a promise of this sink; the message has the reason
     */
    public KafkaChangeSinkBuilder property(String name, String value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Sets a property of Kafka's producer whose value must not be seen, such as {@code sasl.jaas.config}. The secret is asked for
     * its value by each attempt of the pipeline, so a password that was changed is picked up by the next.
     *
     * @throws IllegalArgumentException if it would break a promise, or is one that Kafka itself writes to the log
     */
    public KafkaChangeSinkBuilder property(String name, Secret value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Returns the sink.
     *
     * @throws IllegalStateException if something is missing, or cannot go together; the message names it
     */
    public KafkaSink<ChangeEvent> build() {
        Function<TableId, String> topicOf = topic;
        String name = sourceName;
        topicSettings.requireConsistent();
        requireRoomForTableChanges();
        var target =
                connection.build("A Kafka sink of change events", topicOf == null ? List.of("topic(...)") : List.of());
        Function<TableId, String> topics = Objects.requireNonNull(topicOf, "topic");
        Optional<String> fixed = topics instanceof TopicTemplate template && template.isFixed()
                ? Optional.of(template.text())
                : Optional.empty();
        ChangeOptions options = new ChangeOptions(
                topics,
                tombstones,
                format,
                headers == null ? format.headers() : headers,
                customHeaders,
                commitTimestamps,
                tableChanges,
                partitioning);
        return new KafkaSink<>(new ProducerSink<>(
                target,
                tableChanges.topic().map(topicSettings::withApart).orElse(topicSettings),
                fixed,
                exactlyOnce,
                pipeline -> new ChangeEncoder(options, name == null ? pipeline : name)));
    }

    private void requireRoomForTableChanges() {
        if (topicSettings.areCompacted()
                && tableChanges.areWritten()
                && tableChanges.topic().isEmpty()) {
            throw new IllegalStateException(
                    "compacted() contradicts tableChanges(TableChangeRecords.inTopics()): changes of"
                            + " tables have no key, which compacted topics take no record without. Let them have a topic of their"
                            + " own: TableChangeRecords.topic(...)");
        }
    }
}
