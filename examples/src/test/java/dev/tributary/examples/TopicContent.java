package dev.tributary.examples;

import dev.tributary.ChangeEvent;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.testkit.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** All change events of a topic, in the order of each partition. */
final class TopicContent {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private TopicContent() {}

    static List<ChangeEvent> of(KafkaBroker kafka, String topic) throws InterruptedException {
        return of(kafka.bootstrapServers(), topic);
    }

    static List<ChangeEvent> of(String bootstrapServers, String topic) throws InterruptedException {
        List<ChangeEvent> changes = new ArrayList<>();
        Pipeline pipeline = Pipeline.named("content")
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(bootstrapServers)
                        .groupId("content-" + UUID.randomUUID())
                        .topics(topic)
                        .build())
                .forEach(changes::add)
                .build();
        try (RunningPipeline running = pipeline.start()) {
            if (!running.awaitCaughtUp(LIMIT)) {
                throw new AssertionError("Topic " + topic + " was not read within " + LIMIT);
            }
        }
        return changes;
    }
}
