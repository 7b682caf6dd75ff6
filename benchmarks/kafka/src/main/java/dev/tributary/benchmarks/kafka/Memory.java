package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Messages that Tributary has written to a topic of one partition, kept for those who only send them. */
final class Memory {

    /** How many are kept; they are used again and again. */
    static final int RECORDS = 100_000;

    /** The setting with the name of the topic. */
    private static final String RECORDED = "recorded";

    private static final Duration POLL = Duration.ofMillis(100);

    private Memory() {}

    /** Reads the first of them, as messages to the task's topic. */
    static List<ProducerRecord<byte[], byte[]>> read(Task task) {
        int number = Math.toIntExact(Math.min(task.rows(), RECORDS));
        TopicPartition recorded = new TopicPartition(task.setting(RECORDED), 0);
        Map<ByteBuffer, Header> headers = new HashMap<>();
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>(number);
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(Topic.consumer(task))) {
            consumer.assign(List.of(recorded));
            consumer.seekToBeginning(List.of(recorded));
            while (messages.size() < number) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    messages.add(new ProducerRecord<>(
                            task.setting(KafkaSettings.TOPIC),
                            null,
                            record.key(),
                            record.value(),
                            shared(record.headers(), headers)));
                }
            }
        }
        return List.copyOf(messages.subList(0, number));
    }

    /** Descriptions of columns are as long as the values, and the same for all changes of a table. */
    private static Headers shared(Headers headers, Map<ByteBuffer, Header> known) {
        Headers shared = new RecordHeaders();
        for (Header header : headers) {
            shared.add(known.computeIfAbsent(
                    ByteBuffer.wrap(header.value()), value -> new RecordHeader(header.key(), header.value())));
        }
        return shared;
    }
}
