package dev.tributary.examples;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks in a stretch of a partition for records of given keys. Confined to one thread. */
final class LaterRecords implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;

    /**
     * What is looked for.
     *
     * @param partition where
     * @param from the first offset that counts
     * @param key of the records
     */
    record Wanted(TopicPartition partition, long from, ByteBuffer key) {}

    LaterRecords(Map<String, Object> client, IsolationLevel isolation) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // what is deleted cannot be newer
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns whether there is such a topic. */
    boolean knows(String topic) {
        return consumer.listTopics().containsKey(topic);
    }

    /** Returns the ends of partitions: behind what is committed, or behind all, as the isolation level says. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /** Returns the offset of the first record of a partition that is not older than a time; the end if there is none. */
    long firstSince(TopicPartition partition, long timestamp) {
        long end = Objects.requireNonNull(ends(List.of(partition)).get(partition));
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, timestamp)).get(partition);
        return first == null ? end : first.offset();
    }

    /**
     * Returns the newest record of each that is found before the ends, by its offset.
     *
     * @param own offsets that do not count
     */
    Map<Wanted, Long> find(
            Collection<Wanted> wanted, Map<TopicPartition, Long> ends, Map<TopicPartition, Set<Long>> own) {
        Map<Wanted, Long> found = new HashMap<>();
        wanted.stream().collect(Collectors.groupingBy(Wanted::partition)).forEach((partition, here) -> {
            long end = Objects.requireNonNull(ends.get(partition));
            Set<Long> ours = own.getOrDefault(partition, Set.of());
            read(partition, here.stream().mapToLong(Wanted::from).min().orElse(end), end, record -> {
                if (record.key() != null && !ours.contains(record.offset())) {
                    ByteBuffer key = ByteBuffer.wrap(record.key());
                    here.stream()
                            .filter(one ->
                                    record.offset() >= one.from() && one.key().equals(key))
                            .forEach(one -> found.put(one, record.offset()));
                }
            });
        });
        return found;
    }

    private void read(
            TopicPartition partition,
            long from,
            long end,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        if (from >= end) {
            return;
        }
        consumer.assign(new HashSet<>(Set.of(partition)));
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).forEach(record -> {
                if (record.offset() < end) {
                    each.accept(record);
                }
            });
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
