package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How a task's topic is read. */
final class Topic {

    private Topic() {}

    /** Returns the settings of a consumer that takes bytes, and only what is committed: those of Tributary's source. */
    static Map<String, Object> consumer(Task task) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                task.setting(KafkaSettings.BROKER),
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
    }

    static List<TopicPartition> partitions(Task task) {
        String topic = task.setting(KafkaSettings.TOPIC);
        return IntStream.range(0, Integer.parseInt(task.setting(KafkaSettings.PARTITIONS)))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
