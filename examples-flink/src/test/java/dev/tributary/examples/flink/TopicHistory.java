package dev.tributary.examples.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import dev.tributary.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic tells of each key, in its order: which change of the source each of its committed records is. */
final class TopicHistory {

    private TopicHistory() {}

    static Map<String, List<String>> of(KafkaBroker kafka, String topic) {
        Map<String, List<String>> history = new TreeMap<>();
        EnvelopeReader reader = new EnvelopeReader();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) {
                        add(record, reader, history);
                    }
                }
            }
        }
        return history;
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record, EnvelopeReader reader, Map<String, List<String>> history) {
        byte[] schema = record.headers().lastHeader(SchemaHeader.NAME).value();
        ChangeEvent change = reader.read(record.value(), schema);
        history.computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                .add(change.operation() + " " + change.origin());
    }
}
