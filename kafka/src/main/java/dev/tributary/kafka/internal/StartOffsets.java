package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.kafka.KafkaStart;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Finds where partitions begin that have no offset yet. Confined to the reader's thread. */
final class StartOffsets {

    private final Consumer<?, ?> consumer;
    private final KafkaStart start;
    private final Duration limit;
    private final Set<TopicPartition> there = new HashSet<>();

    StartOffsets(Consumer<?, ?> consumer, KafkaStart start, Duration limit) {
        this.consumer = consumer;
        this.start = start;
        this.limit = limit;
    }

    /** Notes which partitions are there when the reader begins, where that counts. */
    void begin() {
        if (start instanceof KafkaStart.Latest) {
            Wakeups.ignoring(() -> consumer.listTopics(limit))
                    .values()
                    .forEach(partitions -> partitions.forEach(
                            partition -> there.add(new TopicPartition(partition.topic(), partition.partition()))));
        }
    }

    /** Returns the offset of the first record to read of each. */
    Map<TopicPartition, Long> of(Set<TopicPartition> partitions) {
        if (start instanceof KafkaStart.Latest) {
            return latest(partitions);
        }
        if (start instanceof KafkaStart.Time at) {
            return at(at.time(), partitions);
        }
        return start instanceof KafkaStart.Offsets given ? given(given.offsets(), partitions) : beginnings(partitions);
    }

    /** What is made after this reader began was empty then: all of it was written from then on. */
    private Map<TopicPartition, Long> latest(Set<TopicPartition> partitions) {
        Set<TopicPartition> made = new HashSet<>(partitions);
        made.removeAll(there);
        Set<TopicPartition> older = new HashSet<>(partitions);
        older.removeAll(made);
        Map<TopicPartition, Long> offsets = new HashMap<>(beginnings(made));
        offsets.putAll(ends(older));
        return offsets;
    }

    private Map<TopicPartition, Long> at(Instant time, Set<TopicPartition> partitions) {
        // Before the look-up: a record that is written in between shall be read.
        Map<TopicPartition, Long> offsets = new HashMap<>(ends(partitions));
        Map<TopicPartition, Long> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> found = Wakeups.ignoring(() -> consumer.offsetsForTimes(wanted, limit));
        found.forEach((partition, first) -> {
            if (first != null) {
                offsets.put(partition, first.offset());
            }
        });
        return offsets;
    }

    private Map<TopicPartition, Long> given(Map<TopicPartition, Long> wanted, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>(beginnings(partitions));
        Map<TopicPartition, Long> ends = ends(partitions);
        wanted.forEach((partition, offset) -> {
            if (partitions.contains(partition)) {
                long first = Objects.requireNonNull(offsets.put(partition, offset));
                long end = Objects.requireNonNull(ends.get(partition));
                if (offset < first || offset > end) {
                    throw new ConfigurationException("startFrom wants offset " + offset + " of " + partition
                            + ", which has offsets from " + first + " to " + end + ": give one of these");
                }
            }
        });
        return offsets;
    }

    private Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
        return partitions.isEmpty() ? Map.of() : Wakeups.ignoring(() -> consumer.beginningOffsets(partitions, limit));
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        return partitions.isEmpty() ? Map.of() : Wakeups.ignoring(() -> consumer.endOffsets(partitions, limit));
    }
}
