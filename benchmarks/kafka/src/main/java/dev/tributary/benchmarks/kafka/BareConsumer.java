package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Polls the messages of a topic by a consumer, a member of a group, and nothing else. */
final class BareConsumer {

    private static final Duration POLL = Duration.ofMillis(100);

    private BareConsumer() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            Map<String, Object> settings = Topic.consumer(task);
            settings.put("group.id", "bare-" + UUID.randomUUID());
            try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
                consumer.subscribe(List.of(task.setting(KafkaSettings.TOPIC)));
                boolean ended = false;
                while (!ended) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        ended = meter.row(record.value().length, task.rows());
                    }
                }
            }
        });
    }
}
