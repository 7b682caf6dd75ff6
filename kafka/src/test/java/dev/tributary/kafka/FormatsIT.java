package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.TableChange;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the sink has written in each format, and what others have written, as the source reads it. */
@WithKafka
@Timeout(60)
class FormatsIT {

    private static final Split SPLIT = new Split("binlog");
    private static final List<ChangeEvent> EVENTS = List.of(
            Changes.insert(1, "a"),
            Changes.update(1, "a", 1, null),
            Changes.update(1, "x", 2, "b"),
            Changes.delete(2, "b"));
    private static final TableChange TRUNCATED =
            new TableChange.Truncated(Changes.ORDERS.table(), "TRUNCATE orders", Changes.origin(9));
    private static final TableChange ALTERED =
            new TableChange.Altered(Changes.ORDERS.table(), "ALTER TABLE orders ADD x INT", Changes.origin(9));

    private final KafkaBroker kafka;

    FormatsIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private void write(KafkaChangeSinkBuilder sink, List<ChangeEvent> events, TableChange... changes) throws Exception {
        try (SinkWriter<ChangeEvent> writer =
                sink.bootstrapServers(kafka.bootstrapServers()).build().open(new RecordingContext(false))) {
            for (ChangeEvent event : events) {
                writer.write(StreamRecord.of(event, event.key(), event.origin(), SPLIT, 100));
            }
            for (TableChange change : changes) {
                writer.tableChanged(SPLIT, change);
            }
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    private record Read(List<ChangeEvent> events, List<TableChange> tableChanges) {}

    private Read read(String topic, ChangeReading reading) throws Exception {
        Read read = new Read(
                Collections.synchronizedList(new ArrayList<>()), Collections.synchronizedList(new ArrayList<>()));
        try (RunningPipeline running = Pipeline.named("read")
                .from(KafkaSource.changeEvents(reading)
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .onTableChange(read.tableChanges()::add)
                .forEach(read.events()::add)
                .build()
                .start()) {
            if (!running.awaitCaughtUp(Duration.ofSeconds(30))) {
                running.await();
            }
        }
        return read;
    }

    static Stream<ChangeFormat> readable() {
        return Stream.of(
                ChangeFormat.debezium(),
                ChangeFormat.debezium().connectSchemas(),
                ChangeFormat.maxwell(),
                ChangeFormat.canal(),
                ChangeFormat.structuredCloudEvents(),
                ChangeFormat.binaryCloudEvents());
    }

    @ParameterizedTest
    @MethodSource("readable")
    void theSourceReadsWhatTheSinkHasWritten(ChangeFormat format) throws Exception {
        String topic = kafka.newTopic("format", 1);

        write(KafkaSink.changeEvents().topic(topic).format(format), EVENTS);

        List<ChangeEvent> events = read(topic, ChangeReading.standard().schemas(List.of(Changes.ORDERS)))
                .events();
        assertThat(events.stream().map(event -> event.operation() + " " + event.before() + " " + event.after()))
                .isEqualTo(Stream.of(
                                Changes.insert(1, "a"),
                                Changes.update(1, "a", 1, null),
                                Changes.delete(1, "x"),
                                Changes.insert(2, "b"),
                                Changes.delete(2, "b"))
                        .map(event -> event.operation() + " " + event.before() + " " + event.after())
                        .toList());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.schema()).isEqualTo(Changes.ORDERS);
            assertThat(event.origin().time()).isAfter(Instant.ofEpochSecond(1_700_000_000L));
        });
        assertThat(events.get(2).row()).isEqualTo(Changes.order(1, "x"));
        assertThat(events.get(3).row()).isEqualTo(Changes.order(2, "b"));
    }

    @Test
    void recordsHaveTheTimeOfSendingUnlessTheCommitTimeIsAskedFor() throws Exception {
        String topic = kafka.newTopic("times", 1);

        write(KafkaSink.changeEvents().topic(topic), List.of(Changes.insert(1, "a")));
        write(
                KafkaSink.changeEvents().topic(topic).commitTimestamps(true).headers(ChangeHeader.values()),
                List.of(Changes.insert(2, "a")));

        List<ConsumerRecord<byte[], byte[]>> records = Records.of(kafka, topic);
        assertThat(Instant.ofEpochMilli(records.get(0).timestamp())).isAfter(Instant.parse("2025-01-01T00:00:00Z"));
        assertThat(records.get(1).timestamp())
                .isEqualTo(Changes.origin(2).time().toEpochMilli());
        assertThat(Stream.of(records.get(1).headers().toArray()).map(header -> header.key()))
                .containsExactly("tributary-schema", "tributary-op", "tributary-position", "tributary-commit-time");
    }

    @Test
    void readsWhatOthersHaveWrittenByGuess() throws Exception {
        String topic = kafka.newTopic("others", 1);
        send(
                topic,
                "{\"id\":1}",
                "{\"before\":null,\"after\":{\"id\":1,\"note\":\"a\"},\"source\":{\"db\":\"shop\",\"table\":\"orders\","
                        + "\"ts_ms\":5,\"file\":\"f\",\"pos\":4},\"op\":\"r\"}");
        send(topic, "{\"id\":1}", null);

        List<ChangeEvent> events = read(topic, ChangeReading.standard()).events();

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.operation()).isEqualTo(Operation.SNAPSHOT);
            assertThat(event.schema().toString()).isEqualTo("shop.orders(id bigint not null, note longtext) key(id)");
            assertThat(event.row().getLong("id")).isEqualTo(1);
        });
    }

    private void send(String topic, String key, String value) throws Exception {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    @Test
    void changesOfATableComeBackInATopicOfOnePartition() throws Exception {
        String topic = kafka.newTopic("truncated", 1);

        write(
                KafkaSink.changeEvents().topic(topic).tableChanges(TableChangeRecords.inTopics()),
                List.of(Changes.insert(1, "a")),
                TRUNCATED,
                ALTERED);

        Read read = read(topic, ChangeReading.standard());
        assertThat(read.events()).hasSize(1);
        assertThat(read.tableChanges()).containsExactly(TRUNCATED, ALTERED);
    }

    @Test
    void changesOfATableAreAnErrorInATopicOfSeveralPartitionsUnlessChosenOtherwise() throws Exception {
        String topic = kafka.newTopic("truncated", 2);
        write(
                KafkaSink.changeEvents().topic(topic).tableChanges(TableChangeRecords.inTopics()),
                List.of(),
                TRUNCATED,
                ALTERED);

        assertThatThrownBy(() -> read(topic, ChangeReading.standard()))
                .hasRootCauseInstanceOf(DecodeException.class)
                .rootCause()
                .hasMessageContaining("Truncated of table shop.orders")
                .hasMessageContaining("its topic has several partitions")
                .hasMessageContaining("ChangeReading.partitionedTableChanges(...)");
        assertThat(read(topic, ChangeReading.standard().partitionedTableChanges(PartitionedTableChanges.SKIP))
                        .tableChanges())
                .containsExactly(ALTERED);
    }

    @Test
    void changesOfATableAreHandedOnFromSeveralPartitionsWhereThatIsChosen() throws Exception {
        String topic = kafka.newTopic("truncated", 2);
        write(KafkaSink.changeEvents().topic(topic).tableChanges(TableChangeRecords.inTopics()), List.of(), TRUNCATED);

        assertThat(read(topic, ChangeReading.standard().partitionedTableChanges(PartitionedTableChanges.APPLY))
                        .tableChanges())
                .containsExactly(TRUNCATED);
    }

    @Test
    void changesOfATableAreCopiedFromTopicToTopicInTransactionsToo() throws Exception {
        String from = kafka.newTopic("from", 1);
        String to = kafka.newTopic("to", 1);
        write(
                KafkaSink.changeEvents().topic(from).tableChanges(TableChangeRecords.inTopics()),
                List.of(Changes.insert(1, "a")),
                TRUNCATED);

        try (RunningPipeline running = Pipeline.named("copy-" + to)
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(to)
                        .topics(from)
                        .build())
                .to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(to)
                        .tableChanges(TableChangeRecords.inTopics())
                        .exactlyOnce()
                        .build())
                .build()
                .start()) {
            assertThat(running.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
        }

        Read read = read(to, ChangeReading.standard());
        assertThat(read.events()).containsExactly(Changes.insert(1, "a"));
        assertThat(read.tableChanges()).containsExactly(TRUNCATED);
    }

    @Test
    void changesOfTablesHaveATopicOfTheirOwnWhereAskedFor() throws Exception {
        String topic = kafka.newTopic("rows", 1);
        String own = kafka.newTopic("changes", 3);

        write(
                KafkaSink.changeEvents()
                        .topic(topic)
                        .format(ChangeFormat.maxwell())
                        .tableChanges(TableChangeRecords.topic(own)),
                List.of(Changes.insert(1, "a")),
                TRUNCATED,
                ALTERED);

        assertThat(Records.of(kafka, topic)).hasSize(1);
        assertThat(Records.of(kafka, own).stream()
                        .map(ConsumerRecord::partition)
                        .distinct())
                .hasSize(1);
        assertThat(read(own, ChangeReading.standard().partitionedTableChanges(PartitionedTableChanges.APPLY))
                        .tableChanges())
                .containsExactly(TRUNCATED, ALTERED);
    }
}
