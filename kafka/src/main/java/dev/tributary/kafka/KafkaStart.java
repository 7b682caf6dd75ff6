package dev.tributary.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a source begins a partition for which neither its consumer group nor its pipeline has an offset yet.
 *
 * <p>Immutable.
 */
public sealed interface KafkaStart {

    /** Returns the start at the oldest record that the partition holds: the default. */
    static KafkaStart earliest() {
        return new Earliest();
    }

    /**
     * Returns the start at the partition's end: only what is written from now on is read. A partition, or a topic of a
     * pattern, that is made while the source is running is read from its oldest record.
     */
    static KafkaStart latest() {
        return new Latest();
    }

    /**
     * Returns the start at a time: at the first record whose timestamp is not before it, or at the end where there is
     * none. All that follows is read, whatever its timestamp.
     */
    static KafkaStart time(Instant time) {
        return new Time(time);
    }

    /**
     * Returns the start at given offsets; partitions that are not among them begin at their oldest record.
     *
     * @param offsets the offset of the first record to read, from 0; the source refuses one that the partition no longer
     *     has, or does not have yet
     * @throws IllegalArgumentException if there are none, or one is negative
     */
    static KafkaStart offsets(Map<TopicPartition, Long> offsets) {
        return new Offsets(offsets);
    }

    /** At the oldest record. */
    record Earliest() implements KafkaStart {}

    /** At the end. */
    record Latest() implements KafkaStart {}

    /**
     * At a time.
     *
     * @param time the least timestamp of the first record
     */
    record Time(Instant time) implements KafkaStart {

        /** Checks that it is there. */
        public Time {
            Objects.requireNonNull(time, "time");
        }
    }

    /**
     * At given offsets.
     *
     * @param offsets of the first record to read, by partition
     */
    record Offsets(Map<TopicPartition, Long> offsets) implements KafkaStart {

        /** Checks and copies them. */
        public Offsets {
            offsets = Map.copyOf(offsets);
            if (offsets.isEmpty()) {
                throw new IllegalArgumentException("offsets must name at least one partition");
            }
            offsets.forEach((partition, offset) -> {
                if (offset < 0) {
                    throw new IllegalArgumentException(
                            "The offset of " + partition + " must not be negative, but is " + offset);
                }
            });
        }
    }
}
