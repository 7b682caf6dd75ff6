package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointStore;
import dev.tributary.ConfigurationException;
import dev.tributary.Pipeline;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a source reads of its topics, and where it begins. */
@WithKafka
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
class SubscriptionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaBroker kafka;
    private final List<String> read = Collections.synchronizedList(new ArrayList<>());

    SubscriptionIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private void produce(String topic, int partition, String... values) {
        produceAt(null, topic, partition, values);
    }

    private void produceAt(Long timestamp, String topic, int partition, String... values) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, timestamp, "k", value));
            }
        }
    }

    private KafkaSourceBuilder<String> source() {
        return KafkaSource.strings().bootstrapServers(kafka.bootstrapServers());
    }

    private Pipeline pipeline(KafkaSourceBuilder<String> source, CheckpointStore store) {
        return Pipeline.named("read")
                .checkpoints(store)
                .saveEvery(Duration.ofMillis(50))
                .from(source.build())
                .forEach(read::add)
                .build();
    }

    private RunningPipeline start(KafkaSourceBuilder<String> source) {
        return Pipeline.named("read")
                .saveEvery(Duration.ofMillis(50))
                .from(source.build())
                .forEach(read::add)
                .build()
                .start();
    }

    private void catchUp(RunningPipeline started) throws InterruptedException {
        try (started) {
            assertThat(started.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(started.stop(LIMIT)).isTrue();
        }
    }

    private void awaitRead(String value) {
        Await.until(value + " is read", LIMIT, () -> read.contains(value));
    }

    @Test
    void fixedPartitionsAreReadWithAGroupThatKeepsTheirOffsets() throws Exception {
        String topic = kafka.newTopic("fixed", 3);
        produce(topic, 0, "a0");
        produce(topic, 1, "a1");
        produce(topic, 2, "a2");
        KafkaSourceBuilder<String> source =
                source().groupId(topic).partitions(new TopicPartition(topic, 0), new TopicPartition(topic, 2));
        catchUp(start(source));
        produce(topic, 1, "b1");
        produce(topic, 2, "b2");
        catchUp(start(source));

        assertThat(read).containsExactlyInAnyOrder("a0", "a2", "b2");
    }

    @Test
    void fixedPartitionsNeedNoGroupWhereThePipelineKeepsThePosition() throws Exception {
        String topic = kafka.newTopic("alone", 2);
        produce(topic, 1, "a", "b");
        CheckpointStore store = CheckpointStore.inMemory();
        KafkaSourceBuilder<String> source = source().partitions(new TopicPartition(topic, 1));
        catchUp(pipeline(source, store).start());
        produce(topic, 1, "c");
        catchUp(pipeline(source, store).start());

        assertThat(read).containsExactly("a", "b", "c");
    }

    @Test
    void aPartitionThatIsNotThereIsNamed() {
        String topic = kafka.newTopic("few", 2);
        try (RunningPipeline running = start(source().groupId(topic).partitions(new TopicPartition(topic, 2)))) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Topic '" + topic + "'")
                    .hasMessageContaining("has no partition 2, only those from 0 to 1");
        }
    }

    @Test
    void fixedPartitionsDoNotTakePartInAGroupWithMembers() throws Exception {
        String topic = kafka.newTopic("mixed", 1);
        try (RunningPipeline member = start(source().groupId(topic).topics(topic))) {
            assertThat(member.awaitCaughtUp(LIMIT)).isTrue();
            try (RunningPipeline fixed = start(source().groupId(topic).partitions(new TopicPartition(topic, 0)))) {
                assertThatThrownBy(() -> fixed.await(LIMIT))
                        .cause()
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("the group has members that subscribe to topics");
            }
        }
    }

    @Test
    void beginsAtATime() throws Exception {
        String topic = kafka.newTopic("time", 2);
        Instant time = Instant.now().minusSeconds(60);
        produceAt(time.minusMillis(1).toEpochMilli(), topic, 0, "before");
        produceAt(time.toEpochMilli(), topic, 0, "at");
        produceAt(time.minusSeconds(9).toEpochMilli(), topic, 0, "older, but behind");
        produceAt(time.minusSeconds(9).toEpochMilli(), topic, 1, "alone and before");
        KafkaSourceBuilder<String> source =
                source().groupId(topic).topics(topic).startFrom(KafkaStart.time(time));
        try (RunningPipeline running = start(source)) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            produceAt(time.minusSeconds(8).toEpochMilli(), topic, 1, "new");
            awaitRead("new");
        }

        assertThat(read).containsExactly("at", "older, but behind", "new");
    }

    @Test
    void beginsAtGivenOffsets() throws Exception {
        String topic = kafka.newTopic("offsets", 2);
        produce(topic, 0, "a", "b", "c");
        produce(topic, 1, "d", "e");
        catchUp(start(source().groupId(topic)
                .topics(topic)
                .startFrom(KafkaStart.offsets(Map.of(new TopicPartition(topic, 0), 2L)))));

        assertThat(read).containsExactlyInAnyOrder("c", "d", "e");
    }

    @Test
    void refusesAnOffsetThatThePartitionDoesNotHave() {
        String topic = kafka.newTopic("beyond", 1);
        produce(topic, 0, "a");
        try (RunningPipeline running = start(source().groupId(topic)
                .topics(topic)
                .startFrom(KafkaStart.offsets(Map.of(new TopicPartition(topic, 0), 5L))))) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("startFrom wants offset 5 of " + topic + "-0, which has offsets from 0 to 1");
        }
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aPartitionThatIsMadeLaterIsReadFromItsBeginning(GroupProtocol protocol) throws Exception {
        String topic = kafka.newTopic("grows", 1);
        produce(topic, 0, "old");
        KafkaSourceBuilder<String> source = source().groupId(topic)
                .topics(topic)
                .groupProtocol(protocol)
                .startFrom(KafkaStart.latest())
                .property("metadata.max.age.ms", "500");
        try (RunningPipeline running = start(source)) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                        .all()
                        .get();
            }
            produce(topic, 1, "new"); // most likely before the source knows of the partition
            awaitRead("new");
        }

        assertThat(read).containsExactly("new");
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aStaticMemberComesBackToItsPartitions(GroupProtocol protocol) throws Exception {
        String topic = kafka.newTopic("static", 2);
        KafkaSourceBuilder<String> source =
                source().groupId(topic).topics(topic).groupProtocol(protocol);
        try (RunningPipeline other = start(source.groupInstanceId("other"))) {
            assertThat(other.awaitCaughtUp(LIMIT)).isTrue();
            RunningPipeline first = start(source.groupInstanceId("first"));
            awaitPartitions(other, 1);
            assertThat(first.stop(LIMIT)).isTrue();
            produce(topic, 0, "a0");
            produce(topic, 1, "a1");
            Await.until("one of two is read", LIMIT, () -> read.size() == 1);
            assertThat(other.await(Duration.ofMillis(500))).isFalse();
            assertThat(read)
                    .as("nobody has the partition of the one that is away")
                    .hasSize(1);
            try (RunningPipeline again = start(source.groupInstanceId("first"))) {
                awaitRead("a0");
                awaitRead("a1");
                assertThat(again.status().positions()).hasSize(1);
            }
        }
    }

    private static void awaitPartitions(RunningPipeline running, int number) {
        Await.until("has " + number, LIMIT, () -> running.status().positions().size() == number);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void twoMembersOfOneInstanceIdAreToldApart(GroupProtocol protocol) throws Exception {
        String topic = kafka.newTopic("twins", 1);
        KafkaSourceBuilder<String> source =
                source().groupId(topic).topics(topic).groupProtocol(protocol).groupInstanceId("twin");
        try (RunningPipeline older = start(source)) {
            assertThat(older.awaitCaughtUp(LIMIT)).isTrue();
            try (RunningPipeline newer = start(source)) {
                boolean classic = protocol == GroupProtocol.CLASSIC;
                RunningPipeline ended = classic ? older : newer;
                assertThatThrownBy(() -> ended.await(LIMIT))
                        .cause()
                        .isInstanceOf(classic ? ConfigurationException.class : RetriableException.class)
                        .hasMessageContaining("has the groupInstanceId 'twin'");
            }
        }
    }
}
