package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Pipeline;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineState;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.SplitsLostException;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The group has given a member up, which learns of it when the brokers refuse the offsets of its transaction. */
@WithKafka
@Timeout(180)
class RefusedOffsetsIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final KafkaBroker kafka;
    private final String topic;
    private final String copy;
    private final List<Throwable> restarts = new CopyOnWriteArrayList<>();

    RefusedOffsetsIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.topic = kafka.newTopic("refused", 1);
        this.copy = kafka.newTopic("copy", 1);
    }

    /** Starts a member that asks the group for news so seldom that its sink is the first to hear them. It has no error policy. */
    private RunningPipeline start(ExactlyOnce commits) {
        return Pipeline.named(topic)
                .listener(new PipelineListener() {
                    @Override
                    public void restarting(String pipeline, Throwable cause, Duration delay) {
                        restarts.add(cause.getCause());
                    }
                })
                .from(KafkaSource.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .property("session.timeout.ms", "45000")
                        .property("heartbeat.interval.ms", "40000")
                        .build())
                .to(KafkaSink.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(copy)
                        .exactlyOnce(commits)
                        .build())
                .build()
                .start();
    }

    private void write(String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private void removeMembers() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(topic, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    private List<String> copied() {
        return Records.of(kafka, copy).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void thePipelineBeginsAnewWithoutAnErrorPolicy() throws Exception {
        write("a");
        try (RunningPipeline running = start(ExactlyOnce.defaults())) {
            Await.until("the first is copied", LIMIT, () -> copied().equals(List.of("a")));
            removeMembers();
            write("b");
            Await.until("the second is copied", LIMIT, () -> copied().size() > 1);
            assertThat(running.stop(LIMIT)).isTrue();
        }
        assertThat(restarts).hasSize(1).first().isInstanceOf(SplitsLostException.class);
        assertThat(copied()).containsExactly("a", "b");
    }

    @Test
    void aMemberThatStopsLeavesTheRestToOthersAndDoesNotFail() throws Exception {
        RunningPipeline first = start(ExactlyOnce.defaults().commitEvery(LIMIT));
        try (first) {
            write("a");
            Await.until(
                    "the first is read", LIMIT, () -> first.status().metrics().recordsRead() == 1);
            removeMembers();
            assertThat(first.stop(LIMIT)).isFalse();
        }
        assertThat(first.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(first.status().lastError())
                .get()
                .extracting(Throwable::getCause)
                .isInstanceOf(SplitsLostException.class);
        assertThat(restarts).isEmpty();
        assertThat(copied()).isEmpty();

        try (RunningPipeline second = start(ExactlyOnce.defaults())) {
            Await.until("it is copied", LIMIT, () -> copied().equals(List.of("a")));
            assertThat(second.stop(LIMIT)).isTrue();
        }
        assertThat(copied()).containsExactly("a");
    }
}
