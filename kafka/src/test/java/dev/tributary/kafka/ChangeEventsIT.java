package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Pipeline;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.RunningPipeline;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithKafka
@Timeout(60)
class ChangeEventsIT {

    private static final Split SPLIT = new Split("binlog");

    private final KafkaBroker kafka;

    ChangeEventsIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private void write(KafkaChangeSinkBuilder sink, List<ChangeEvent> events) throws Exception {
        RecordingContext context = new RecordingContext(false);
        try (SinkWriter<ChangeEvent> writer =
                sink.bootstrapServers(kafka.bootstrapServers()).build().open(context)) {
            for (ChangeEvent event : events) {
                RowKey key = event.key();
                writer.write(
                        key.isEmpty()
                                ? StreamRecord.withoutKey(event, event.origin(), SPLIT, 100)
                                : StreamRecord.of(event, key, event.origin(), SPLIT, 100));
                writer.advance(SPLIT, new NumberedPosition(event.origin().position()));
            }
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(context.durable)
                    .last()
                    .isEqualTo(new NumberedPosition(
                            events.get(events.size() - 1).origin().position()));
        }
    }

    private static final TableSchema WORDS = TableSchema.of(
            new TableId("shop", "words"),
            List.of(Column.of("word", "varchar(20) collate utf8mb4_0900_ai_ci"), Column.of("n", "int")),
            List.of("word"));

    private static List<Integer> partitionsOf(List<ConsumerRecord<byte[], byte[]>> records, String key) {
        String json = "{\"word\":\"" + key + "\"}";
        return records.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(json))
                .map(ConsumerRecord::partition)
                .distinct()
                .toList();
    }

    @Test
    void keysThatTheCollationCallsEqualShareAPartitionInTheirOrder() throws Exception {
        String topic = kafka.newTopic("words", 16);
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(ChangeEvent.delete(Row.of(WORDS, "abc" + i, i), Changes.origin(2 * i + 1)));
            events.add(ChangeEvent.insert(Row.of(WORDS, "ABC" + i, i), Changes.origin(2 * i + 2)));
        }
        write(KafkaSink.changeEvents().topic(topic), events);

        List<ConsumerRecord<byte[], byte[]>> records = Records.of(kafka, topic);
        assertThat(records).hasSize(60);
        for (int i = 0; i < 20; i++) {
            byte[] key = ("{\"word\":\"abc" + i + "\"}").getBytes(StandardCharsets.UTF_8);
            int byDefault = Utils.toPositive(Utils.murmur2(key)) % 16; // which the fold leaves as it is
            assertThat(partitionsOf(records, "abc" + i)).containsExactly(byDefault);
            assertThat(partitionsOf(records, "ABC" + i)).containsExactly(byDefault);
            String suffix = "bc" + i + "\"}";
            assertThat(records.stream()
                            .map(record -> new String(record.key(), StandardCharsets.UTF_8)
                                    + (record.value() == null ? " gone" : ""))
                            .filter(text -> text.toLowerCase(Locale.ROOT).contains(suffix)))
                    .containsExactly(
                            "{\"word\":\"a" + suffix,
                            "{\"word\":\"a" + suffix + " gone",
                            "{\"word\":\"ABC" + i + "\"}");
        }
    }

    @Test
    void choosesThePartitionByColumnsOrAFunction() throws Exception {
        String byColumn = kafka.newTopic("by-column", 16);
        String byFunction = kafka.newTopic("by-function", 16);
        List<ChangeEvent> events = List.of(
                ChangeEvent.insert(Row.of(WORDS, "a", 7), Changes.origin(1)),
                ChangeEvent.insert(Row.of(WORDS, "b", 7), Changes.origin(2)),
                ChangeEvent.delete(Row.of(WORDS, "b", 7), Changes.origin(3)));

        write(KafkaSink.changeEvents().topic(byColumn).partitionBy("n"), events);
        write(
                KafkaSink.changeEvents()
                        .topic(byFunction)
                        .partitionBy(change -> "n" + change.row().getInt("n")),
                events);

        assertThat(Records.of(kafka, byColumn))
                .hasSize(4)
                .extracting(ConsumerRecord::partition)
                .containsOnly(Utils.toPositive(Utils.murmur2(Utils.utf8("{\"n\":7}"))) % 16);
        assertThat(Records.of(kafka, byFunction))
                .hasSize(4)
                .extracting(ConsumerRecord::partition)
                .containsOnly(Utils.toPositive(Utils.murmur2(Utils.utf8("n7"))) % 16);
    }

    /** Keeps what it sees, as an interceptor may. */
    public static final class Keeper implements ProducerInterceptor<byte[], byte[]> {

        private static final List<byte[]> VALUES = Collections.synchronizedList(new ArrayList<>());

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> sent) {
            VALUES.add(sent.value());
            return sent;
        }

        @Override
        public void onAcknowledgement(RecordMetadata where, Exception failure) {}

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    @Test
    void anInterceptorMayKeepWhatIsSent() throws Exception {
        String topic = kafka.newTopic("kept", 1);
        List<ChangeEvent> events = IntStream.range(10, 30)
                .mapToObj(id -> Changes.insert(id, "a note"))
                .toList();

        write(
                KafkaSink.changeEvents()
                        .topic(topic)
                        .property(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, Keeper.class.getName()),
                events);

        assertThat(Keeper.VALUES)
                .hasSize(events.size())
                .containsExactlyElementsOf(Records.of(kafka, topic).stream()
                        .map(ConsumerRecord::value)
                        .toList());
    }

    private List<ChangeEvent> read(String topic, int count) throws Exception {
        List<ChangeEvent> read = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("read")
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .forEach(read::add)
                .build()
                .start()) {
            assertThat(running.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(read).hasSize(count);
        return read;
    }

    @Test
    void eventsComeBackEqual() throws Exception {
        String topic = kafka.newTopic("events", 1);
        List<ChangeEvent> events = List.of(
                ChangeEvent.snapshot(
                        Changes.order(1, "a"),
                        BinlogOrigin.ofSnapshot(Changes.origin(1).event(), 0)),
                Changes.insert(2, "b \"ü\" 😀"),
                Changes.update(2, "b", 2, null),
                Changes.delete(2, "x"),
                ChangeEvent.delete(Row.of(Changes.ORDERS, Map.of("id", 7)), Changes.origin(8)));

        write(KafkaSink.changeEvents().topic(topic), events);

        assertThat(read(topic, 5)).isEqualTo(events);
    }

    @Test
    void aDeleteIsFollowedByATombstoneUnlessSwitchedOff() throws Exception {
        String topic = kafka.newTopic("tombstones", 1);
        write(KafkaSink.changeEvents().topic(topic), List.of(Changes.insert(1, "a"), Changes.delete(1, "a")));
        write(KafkaSink.changeEvents().topic(topic).tombstones(false), List.of(Changes.delete(2, "a")));

        assertThat(Records.of(kafka, topic).stream().map(ChangeEventsIT::describe))
                .containsExactly("{\"id\":1} c", "{\"id\":1} d", "{\"id\":1} tombstone", "{\"id\":2} d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "compact,delete"})
    void anUpdateOfSomeColumnsIsRejectedWhereTheTopicIsCompacted(String policy) throws Exception {
        String topic = kafka.newTopic("compacted", 1);
        setCleanupPolicy(topic, policy);
        ChangeEvent partial = someColumns(1);
        RecordingContext context = new RecordingContext(true);

        try (SinkWriter<ChangeEvent> writer = KafkaSink.changeEvents()
                .topic(topic)
                .bootstrapServers(kafka.bootstrapServers())
                .build()
                .open(context)) {
            for (ChangeEvent event : List.of(Changes.insert(1, "a"), partial, Changes.update(1, "a", 1, "b"))) {
                writer.write(StreamRecord.of(event, event.key(), event.origin(), SPLIT, 100));
            }
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(Records.of(kafka, topic).stream().map(ChangeEventsIT::describe))
                .containsExactly("{\"id\":1} c", "{\"id\":1} u");
        assertThat(context.rejected)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining(
                                "The change from " + partial.origin() + " holds only some of its row's columns")
                        .hasMessageContaining("topic '" + topic + "' of")
                        .hasMessageContaining("is compacted")
                        .hasMessageContaining("SET GLOBAL binlog_row_image = 'FULL'"));
    }

    @Test
    void anUpdateOfSomeColumnsIsWrittenWhereTheTopicKeepsAllRecords() throws Exception {
        String topic = kafka.newTopic("kept", 1);
        ChangeEvent partial = someColumns(1);

        write(KafkaSink.changeEvents().topic(topic), List.of(partial));

        assertThat(read(topic, 1)).containsExactly(partial);
    }

    private static ChangeEvent someColumns(int id) {
        return ChangeEvent.update(
                Row.of(Changes.ORDERS, Map.of("id", id)),
                Row.of(Changes.ORDERS, Map.of("note", "changed")),
                Changes.origin(id));
    }

    private void setCleanupPolicy(String topic, String policy) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            AlterConfigOp set = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, policy), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .get();
        }
    }

    @Test
    void anUpdateThatChangesTheKeyDeletesTheOldOneAndInsertsTheNew() throws Exception {
        String topic = kafka.newTopic("moved", 1);

        write(KafkaSink.changeEvents().topic(topic), List.of(Changes.update(1, "a", 2, "b")));

        assertThat(Records.of(kafka, topic).stream().map(ChangeEventsIT::describe))
                .containsExactly("{\"id\":1} d", "{\"id\":1} tombstone", "{\"id\":2} c");
        assertThat(read(topic, 2))
                .containsExactly(
                        ChangeEvent.delete(Changes.order(1, "a"), Changes.origin(2)),
                        ChangeEvent.insert(Changes.order(2, "b"), Changes.origin(2)));
    }

    @Test
    void changesOfOneKeyKeepTheirOrderOverSeveralPartitions() throws Exception {
        String topic = kafka.newTopic("order", 4);
        List<ChangeEvent> events = new ArrayList<>();
        for (int version = 0; version < 50; version++) {
            for (int id = 0; id < 20; id++) {
                events.add(Changes.update(id, "" + (version - 1), id, "" + version));
            }
        }

        write(KafkaSink.changeEvents().topic(topic), events);

        assertThat(Records.of(kafka, topic).stream()
                        .map(ConsumerRecord::partition)
                        .distinct())
                .hasSizeGreaterThan(1);
        Map<Integer, List<String>> versions = new HashMap<>();
        for (ChangeEvent event : read(topic, events.size())) {
            versions.computeIfAbsent(event.row().getInt("id"), id -> new ArrayList<>())
                    .add(event.row().getString("note"));
        }
        assertThat(versions)
                .hasSize(20)
                .allSatisfy((id, notes) -> assertThat(notes.stream().map(Integer::parseInt))
                        .hasSize(50)
                        .isSorted());
    }

    @Test
    void allChangesOfATableWithoutAKeyGoToOnePartition() throws Exception {
        String topic = kafka.newTopic("keyless", 4);
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(ChangeEvent.insert(Row.of(Changes.LOG, i, "x".repeat(5000)), Changes.origin(i)));
        }

        write(KafkaSink.changeEvents().topic(topic), events);

        List<ConsumerRecord<byte[], byte[]>> records = Records.of(kafka, topic);
        assertThat(records).allSatisfy(record -> assertThat(record.key()).isNull());
        assertThat(records.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
        assertThat(read(topic, 100)).isEqualTo(events);
    }

    @Test
    void createsTheTopicOfEachTable() throws Exception {
        String database = kafka.newTopic("db", 1).replace("-", "");
        String topic = database + ".orders";

        write(
                KafkaSink.changeEvents()
                        .topic(table -> database + "." + table.name())
                        .partitions(3)
                        .replicationFactor(1),
                List.of(Changes.insert(1, "a")));

        assertThat(Records.partitions(kafka, topic)).isEqualTo(3);
        assertThat(read(topic, 1)).containsExactly(Changes.insert(1, "a"));
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(Objects.requireNonNull(record.key()), java.nio.charset.StandardCharsets.UTF_8);
        if (record.value() == null) {
            return key + " tombstone";
        }
        String value = new String(record.value(), java.nio.charset.StandardCharsets.UTF_8);
        return key + " " + value.replaceAll("(?s).*\"op\":\"(.)\".*", "$1");
    }
}
