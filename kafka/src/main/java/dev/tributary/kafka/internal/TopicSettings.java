package dev.tributary.kafka.internal;

import java.util.Optional;

/**
 * How topics that are missing are created.
 *
 * @param partitions empty for the broker's default
 * @param replicationFactor empty for the broker's default
 */
public record TopicSettings(Optional<Integer> partitions, Optional<Short> replicationFactor) {

    /** The broker's defaults. */
    public static final TopicSettings DEFAULT = new TopicSettings(Optional.empty(), Optional.empty());

    /** Returns these settings with a number of partitions. */
    public TopicSettings withPartitions(int value) {
        return new TopicSettings(Optional.of(positive("partitions", value)), replicationFactor);
    }

    /** Returns these settings with a number of replicas. */
    public TopicSettings withReplicationFactor(int value) {
        return new TopicSettings(partitions, Optional.of((short) positive("replicationFactor", value)));
    }

    private static int positive(String what, int value) {
        if (value < 1 || value > Short.MAX_VALUE) {
            throw new IllegalArgumentException(what + " must be from 1 to " + Short.MAX_VALUE + ", but is " + value);
        }
        return value;
    }
}
