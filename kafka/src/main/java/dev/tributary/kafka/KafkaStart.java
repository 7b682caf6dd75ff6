package dev.tributary.kafka;

/**
 * Where a source begins a partition for which its consumer group has no offset yet.
 *
 * <p>Immutable.
 */
public sealed interface KafkaStart {

    /** Returns the start at the oldest record that the partition holds: the default. */
    static KafkaStart earliest() {
        return new Earliest();
    }

    /** Returns the start at the partition's end: only what is written from now on is read. */
    static KafkaStart latest() {
        return new Latest();
    }

    /** At the oldest record. */
    record Earliest() implements KafkaStart {}

    /** At the end. */
    record Latest() implements KafkaStart {}
}
