package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.Sink;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member whose steps or sink take longer than the poll interval stays in its group, and gives up what it must. */
@WithKafka
@Timeout(90)
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
class SlowSinkIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int POLL_INTERVAL_MILLIS = 3_000;

    private final KafkaBroker kafka;
    private final List<String> read = Collections.synchronizedList(new ArrayList<>());

    SlowSinkIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private String topicOf(int partitions, int records) {
        String topic = kafka.newTopic("slow-sink", partitions);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, i % partitions, "k" + i % partitions, "" + i));
            }
        }
        return topic;
    }

    private KafkaSource<String> source(String topic, GroupProtocol protocol) {
        return KafkaSource.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .topics(topic)
                .groupProtocol(protocol)
                .property("max.poll.interval.ms", "" + POLL_INTERVAL_MILLIS)
                .build();
    }

    private static Pipeline pipeline(String name, KafkaSource<String> source, Step step, Sink<String> sink) {
        return Pipeline.named(name)
                .saveEvery(Duration.ofMillis(50))
                .from(source)
                .peek(value -> run(step, value))
                .to(sink)
                .build();
    }

    private interface Step {
        void run(String value) throws InterruptedException;
    }

    private static void run(Step step, String value) {
        try {
            step.run(value);
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(breakOff);
        }
    }

    private static HeldSink<String> free() {
        HeldSink<String> sink = new HeldSink<>();
        sink.release();
        return sink;
    }

    private List<String> members(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .map(MemberDescription::consumerId)
                    .sorted()
                    .toList();
        }
    }

    private static String[] numbers(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void oneRecordMayTakeLongerThanThePollInterval(GroupProtocol protocol) throws Exception {
        String topic = topicOf(1, 20);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        HeldSink<String> sink = free();
        Step step = value -> {
            inside.countDown();
            open.await();
        };
        try (RunningPipeline running =
                pipeline("one", source(topic, protocol), step, sink).start()) {
            inside.await();
            List<String> before = members(topic);
            assertThat(running.await(Duration.ofMillis(POLL_INTERVAL_MILLIS * 2)))
                    .isFalse();
            open.countDown();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();

            assertThat(members(topic)).hasSize(1).isEqualTo(before);
            assertThat(running.status().metrics().restarts()).isZero();
        }
        assertThat(sink.taken()).containsExactly(numbers(20));
    }

    /** What is queued would take a minute; it is left to the member that joins. */
    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void partitionsAreGivenUpThoughMuchIsQueued(GroupProtocol protocol) throws Exception {
        String topic = topicOf(2, 1_000);
        CountDownLatch quick = new CountDownLatch(1);
        Step slow = value -> {
            read.add(value);
            boolean unused = quick.await(60, TimeUnit.MILLISECONDS);
        };
        try (RunningPipeline first =
                pipeline("first", source(topic, protocol), slow, free()).start()) {
            Await.until("some is read", LIMIT, () -> read.size() > 10);
            List<String> before = members(topic);
            HeldSink<String> other = free();
            try (RunningPipeline second = pipeline("second", source(topic, protocol), value -> {}, other)
                    .start()) {
                Await.until(
                        "the second reads its share",
                        LIMIT,
                        () -> !other.taken().isEmpty());
                quick.countDown();
                assertThat(first.awaitCaughtUp(LIMIT)).isTrue();
                assertThat(second.awaitCaughtUp(LIMIT)).isTrue();

                assertThat(members(topic)).hasSize(2).containsAll(before);
                assertThat(first.status().metrics().restarts()).isZero();
                read.addAll(other.taken());
            }
        }
        assertThat(read).contains(numbers(1_000)).hasSizeLessThan(1_050);
    }

    @Test
    void whatASinkCannotStoreInTimeIsLeftToTheOtherMember() throws Exception {
        GroupProtocol protocol = GroupProtocol.CLASSIC;
        String topic = topicOf(2, 100);
        HeldSink<String> never = new HeldSink<>();
        HeldSink<String> other = free();
        try (RunningPipeline first =
                pipeline("first", source(topic, protocol), value -> {}, never).start()) {
            Await.until("all is taken", LIMIT, () -> never.taken().size() == 100);
            try (RunningPipeline second = pipeline("second", source(topic, protocol), value -> {}, other)
                    .start()) {
                Await.until(
                        "the first begins anew",
                        LIMIT,
                        () -> first.status().metrics().restarts() > 0);
                Await.until(
                        "the second has all of a partition",
                        LIMIT,
                        () -> other.taken().size() >= 50);
                assertThat(second.status().metrics().restarts()).isZero();
                assertThat(first.stop(Duration.ZERO)).isFalse();
            }
        }
    }
}
