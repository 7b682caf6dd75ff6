package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.ConfigurationException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineListener;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaCluster;
import dev.tributary.testkit.WithKafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of writing and reading when brokers of a cluster fail, and when topics are deleted. */
@WithKafkaCluster
@Timeout(180)
class ClusterOutageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaCluster kafka;
    private final RecordingContext context = new RecordingContext(false);

    ClusterOutageIT(KafkaCluster kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void awaitInSync() {
        kafka.awaitInSync(LIMIT);
    }

    private KafkaRecordSinkBuilder<String> sink(String topic) {
        return KafkaSink.strings().bootstrapServers(kafka.bootstrapServers()).topic(topic);
    }

    /** A sink that does not wait for two minutes. */
    private KafkaRecordSinkBuilder<String> hastySink(String topic) {
        return sink(topic)
                .property("request.timeout.ms", "1500")
                .property("delivery.timeout.ms", "3000")
                .property("max.block.ms", "3000");
    }

    private KafkaSourceBuilder<String> source(String topic) {
        return KafkaSource.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId("reader-of-" + topic)
                .topics(topic);
    }

    /** A topic to which nobody can write while one node is away. */
    private String newTopicOfAllReplicas() {
        String topic = "replicas-" + UUID.randomUUID();
        kafka.createTopic(topic, 1, Map.of("min.insync.replicas", "3"));
        return topic;
    }

    private int followerOf(String topic) {
        return kafka.leader(topic, 0) % kafka.nodes() + 1;
    }

    @Test
    void whatIsWrittenWhileTheLeaderIsKilledIsStoredOnceAndInOrder() throws Exception {
        String topic = kafka.newTopic("led", 1);
        try (SinkWriter<String> writer = sink(topic)
                .property("batch.size", "200") // many batches on their way at once
                .build()
                .open(context)) {
            NumberedRecords.write(writer, 0, 5_000);
            int leader = kafka.leader(topic, 0);
            kafka.kill(leader);
            NumberedRecords.write(writer, 5_000, 10_000);
            assertThat(writer.flush(LIMIT)).isTrue();
            kafka.startAgain(leader);

            assertThat(context.durable).last().isEqualTo(new NumberedPosition(9_999));
        }
        assertThat(NumberedRecords.stored(kafka.bootstrapServers(), topic)).isEqualTo(NumberedRecords.texts(10_000));
    }

    @Test
    void aPipelineThatTriesAgainLosesNothingWhileTooFewReplicasAreInSync() throws Exception {
        String in = kafka.newTopic("in", 1);
        String topic = newTopicOfAllReplicas();
        try (SinkWriter<String> writer = sink(in).build().open(context)) {
            NumberedRecords.write(writer, 0, 1_000);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        List<Throwable> retried = Collections.synchronizedList(new ArrayList<>());
        int follower = followerOf(topic);
        kafka.stop(follower);
        try (RunningPipeline running = Pipeline.named("copy")
                .onSinkError(ErrorPolicy.retry(100, Backoff.standard()))
                .listener(new PipelineListener() {
                    @Override
                    public void restarting(String pipeline, Throwable cause, Duration delay) {
                        retried.add(cause);
                    }
                })
                .from(source(in).build())
                .to(hastySink(topic).build())
                .build()
                .start()) {
            Await.until("a second attempt", LIMIT, () -> !retried.isEmpty());
            kafka.startAgain(follower);

            Await.until("all is stored", LIMIT, () -> distinct(topic).equals(NumberedRecords.texts(1_000)));
            assertThat(running.stop(LIMIT)).isTrue();
        }
        assertThat(retried)
                .first()
                .extracting(Throwable::getCause)
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("The record from " + in + "-0 offset 0 ")
                .hasMessageContaining("topic '" + topic + "' (partition 0)")
                .hasMessageContaining("min.insync.replicas of each partition in sync");
    }

    /** Stored at least once: what was written twice is left out. */
    private List<String> distinct(String topic) {
        return List.copyOf(new LinkedHashSet<>(NumberedRecords.stored(kafka.bootstrapServers(), topic)));
    }

    @Test
    void aTopicThatIsDeletedWhileItIsWrittenIsMadeAnewByTheNextAttempt() throws Exception {
        String topic = kafka.newTopic("deleted", 1);
        KafkaRecordSinkBuilder<String> sink = hastySink(topic).partitions(1);
        try (SinkWriter<String> writer = sink.build().open(context)) {
            NumberedRecords.write(writer, 0, 10);
            assertThat(writer.flush(LIMIT)).isTrue();
            kafka.deleteTopic(topic);

            Throwable failure = writeUntilItFails(writer);

            assertThat(failure)
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("The record from in-0 offset ")
                    .hasMessageContaining("cannot be written to topic '" + topic + "'")
                    .hasMessageContaining("that the topic is still there");
        }
        assertThatThrownBy(() -> sink.createTopics(false).build().open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Topic '" + topic + "' does not exist");
        try (SinkWriter<String> writer = sink.createTopics(true).build().open(context)) {
            NumberedRecords.write(writer, 0, 10);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(NumberedRecords.stored(kafka.bootstrapServers(), topic)).isEqualTo(NumberedRecords.texts(10));
    }

    private Throwable writeUntilItFails(SinkWriter<String> writer) throws Exception {
        try {
            for (int i = 10; !context.failure.isDone(); i++) {
                NumberedRecords.write(writer, i, i + 1);
                writer.flush(Duration.ofMillis(100));
            }
        } catch (RuntimeException thrown) {
            return thrown;
        }
        return context.failure.get(1, TimeUnit.SECONDS);
    }

    @Test
    void aTopicThatIsDeletedWhileItIsReadEndsTheSource() throws Exception {
        String topic = kafka.newTopic("deleted", 1);
        try (SinkWriter<String> writer = sink(topic).build().open(context)) {
            NumberedRecords.write(writer, 0, 10);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        List<String> read = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("read")
                .from(source(topic).build())
                .forEach(read::add)
                .build()
                .start()) {
            Await.until("all is read", LIMIT, () -> read.size() == 10);
            kafka.deleteTopic(topic);

            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Topic '" + topic + "' does not exist at Kafka");
        }
    }
}
