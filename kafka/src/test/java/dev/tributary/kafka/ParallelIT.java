package dev.tributary.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.ConfigurationException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.Stage;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several members of one group in one pipeline. */
@WithKafka
@Timeout(300) // more than all its limits together, of which the one that is reached tells where it stood
class ParallelIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PARTITIONS = 6;
    private static final int KEYS = 20;
    private static final int VERSIONS = 100;

    private final KafkaBroker kafka;
    private final String topic;
    private final Map<String, List<Integer>> versions = new ConcurrentHashMap<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    ParallelIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.topic = kafka.newTopic("parallel", PARTITIONS);
    }

    /** Writes some versions of each key: {@code k7:3}. */
    private void write(int from, int to) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int version = from; version < to; version++) {
                for (int key = 0; key < KEYS; key++) {
                    sent.add(producer.send(new ProducerRecord<>(topic, "k" + key, "k" + key + ":" + version)));
                }
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    private KafkaSourceBuilder<String> source() {
        return KafkaSource.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .topics(topic);
    }

    private static Stage<String> pipeline(KafkaSource<String> source) {
        return Pipeline.named("parallel")
                .parallelism(3)
                .onSinkError(ErrorPolicy.retry(10, Backoff.standard()))
                .from(source);
    }

    private void see(String value) {
        threads.add(Thread.currentThread().getName());
        int colon = value.indexOf(':');
        versions.computeIfAbsent(value.substring(0, colon), key -> Collections.synchronizedList(new ArrayList<>()))
                .add(Integer.parseInt(value.substring(colon + 1)));
    }

    /** Checks that each key was seen in its order; what was handed over between members may have come again. */
    private void assertComplete(int to) {
        assertThat(versions).hasSize(KEYS);
        versions.forEach((key, seen) -> {
            int highest = -1;
            for (int version : seen) {
                assertThat(version).as(key + " after " + highest).isLessThanOrEqualTo(highest + 1);
                highest = Math.max(highest, version);
            }
            assertThat(highest).as(key).isEqualTo(to - 1);
        });
    }

    private static void assertCaughtUp(RunningPipeline running) throws InterruptedException {
        assertThat(running.awaitCaughtUp(LIMIT))
                .as(() -> running.status().toString())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void keysStayInOrderOnSeveralThreadsAndARestartGoesOn(GroupProtocol protocol) throws Exception {
        write(0, VERSIONS);
        Pipeline pipeline = pipeline(source().groupProtocol(protocol).build())
                .forEach(this::see)
                .build();

        try (RunningPipeline running = pipeline.start()) {
            assertCaughtUp(running);
            assertComplete(VERSIONS);
            write(VERSIONS, 2 * VERSIONS); // all have their shares now
            assertCaughtUp(running);
            assertComplete(2 * VERSIONS);
            assertThat(threads).contains("parallel-1-pipeline", "parallel-2-pipeline", "parallel-3-pipeline");
            assertThat(running.status().positions()).hasSize(PARTITIONS);
            assertThat(running.stop(LIMIT)).isTrue();
        }

        versions.clear();
        write(2 * VERSIONS, 2 * VERSIONS + 1);
        try (RunningPipeline again = pipeline.start()) {
            assertCaughtUp(again);
        }
        assertThat(versions)
                .hasSize(KEYS)
                .allSatisfy((key, seen) -> assertThat(seen).containsOnly(2 * VERSIONS));
    }

    @Test
    void exactlyOnceIsThatOfAllMembersAlsoWhenOneHasFailed() throws Exception {
        String copy = kafka.newTopic("copy", PARTITIONS);
        write(0, VERSIONS);
        AtomicInteger handled = new AtomicInteger();
        Pipeline pipeline = pipeline(source().build())
                .peek(value -> {
                    if (handled.incrementAndGet() == KEYS * VERSIONS / 2) {
                        throw new IllegalStateException("half-way");
                    }
                })
                .to(KafkaSink.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(copy)
                        .exactlyOnce()
                        .build())
                .build();

        try (RunningPipeline failing = pipeline.start()) {
            assertThatThrownBy(failing::await)
                    .isInstanceOf(PipelineException.class)
                    .hasRootCauseMessage("half-way");
        }
        try (RunningPipeline again = pipeline.start()) {
            assertCaughtUp(again);
        }

        Map<String, List<String>> copied = new HashMap<>();
        Records.of(kafka, copy)
                .forEach(record -> copied.computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
                        .add(new String(record.value(), UTF_8)));
        assertThat(copied).hasSize(KEYS);
        copied.forEach((key, values) -> assertThat(values)
                .isEqualTo(IntStream.range(0, VERSIONS)
                        .mapToObj(version -> key + ":" + version)
                        .toList()));
    }

    @Test
    void staticMembersHaveNamesOfTheirOwn() throws Exception {
        write(0, 1);
        try (RunningPipeline running = pipeline(source().groupInstanceId("here").build())
                .forEach(this::see)
                .build()
                .start()) {
            assertCaughtUp(running);
            assertComplete(1);
            Await.until(
                    "each has a share",
                    LIMIT,
                    () -> KafkaGroups.instances(kafka, topic).equals(Set.of("here-1", "here-2", "here-3")));
        }
    }

    @Test
    void aPositionThatOneAloneMayWriteIsRefused() {
        Pipeline pipeline = pipeline(source().build())
                .fanOut(
                        all -> all.forEach(this::see),
                        all -> all.to(KafkaSink.strings()
                                .bootstrapServers(kafka.bootstrapServers())
                                .topic("anywhere")
                                .exactlyOnce()
                                .build()))
                .build();

        try (RunningPipeline running = pipeline.start()) {
            assertThatThrownBy(running::await)
                    .hasRootCauseInstanceOf(ConfigurationException.class)
                    .rootCause()
                    .hasMessageContaining("The pipeline has parallelism(3), but its exactly-once sink to Kafka")
                    .hasMessageContaining("leave out parallelism(...)");
        }
    }

    @Test
    void fixedPartitionsAreNotShared() {
        KafkaSource<String> fixed = KafkaSource.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .partitions(new TopicPartition(topic, 0))
                .build();

        assertThatThrownBy(() -> pipeline(fixed).forEach(this::see).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parallelism(3) needs a source that shares its splits among readers");
    }
}
