package dev.tributary.kafka.rebalance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what members have copied, on and on, and finds what is not as it was promised. Confined to one thread. */
final class CopiedVersions implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final Map<String, Key> keys = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> late = new TreeSet<>();
    private long repeats;
    private long returns;

    /** What was seen of a key. */
    private static final class Key {
        int highest = -1;
        int last = -1;
        String writer = "";
    }

    CopiedVersions(String brokers, String topic, int partitionCount) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on until each of some keys has come to a number of versions, or for a time at most; returns whether they have. */
    boolean readUntil(int keyCount, int versions, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                int space = record.value().indexOf(' ');
                seen(
                        record.key(),
                        Integer.parseInt(record.value().substring(0, space)),
                        record.value().substring(space + 1));
            });
            if (keys.size() == keyCount && keys.values().stream().allMatch(key -> key.highest == versions - 1)) {
                return true;
            }
        }
        return false;
    }

    private void seen(String name, int version, String writer) {
        Key key = keys.computeIfAbsent(name, n -> new Key());
        if (version <= key.highest) {
            repeats++;
        } else if (version > key.highest + 1) {
            faults.add(
                    name + ": " + version + " of " + writer + " follows " + key.highest + ", what is between is lost");
        } else if (key.last != key.highest) {
            returns++; // it stood at an older version, from which nobody has gone on
            late.add(key.writer);
        }
        key.highest = Math.max(key.highest, version);
        key.last = version;
        key.writer = writer;
    }

    /** Returns what was lost. */
    List<String> faults() {
        return faults;
    }

    /** Returns how many records came again. */
    long repeats() {
        return repeats;
    }

    /** Returns how often a key stood at an older version until its next one came. */
    long returns() {
        return returns;
    }

    /** Returns the members that wrote such older versions. */
    Set<String> late() {
        return late;
    }

    /** Returns the keys that stand at an older version now. */
    List<String> behind() {
        return keys.entrySet().stream()
                .filter(key -> key.getValue().last != key.getValue().highest)
                .map(key -> key.getKey() + " at " + key.getValue().last + " of " + key.getValue().writer)
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
