package dev.tributary.kafka.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What topics of a sink shall be like: those that are missing are created so, those that are there must be so. Of what is
 * empty here the broker decides, and anything will do.
 *
 * @param partitions the number of partitions
 * @param replicationFactor on how many brokers each is kept
 * @param configuration settings of the topic, by Kafka's names
 * @param create whether topics that are missing are created
 * @param apart topics whose partitions and configuration are left to the broker, since their records are of another kind
 */
public record TopicSettings(
        Optional<Integer> partitions,
        Optional<Short> replicationFactor,
        SortedMap<String, String> configuration,
        boolean create,
        Set<String> apart) {

    /** The broker's defaults. */
    public static final TopicSettings DEFAULT =
            new TopicSettings(Optional.empty(), Optional.empty(), new TreeMap<>(), true, Set.of());

    private static final String POLICY = TopicConfig.CLEANUP_POLICY_CONFIG;
    private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
    private static final String DELETE = TopicConfig.CLEANUP_POLICY_DELETE;
    private static final String RETENTION = TopicConfig.RETENTION_MS_CONFIG;

    /** Copies what can change. */
    public TopicSettings {
        configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
        apart = Set.copyOf(apart);
    }

    /** Returns these settings with a number of partitions. */
    public TopicSettings withPartitions(int value) {
        return new TopicSettings(
                Optional.of(positive("partitions", value)), replicationFactor, configuration, create, apart);
    }

    /** Returns these settings with a number of replicas. */
    public TopicSettings withReplicationFactor(int value) {
        return new TopicSettings(
                partitions, Optional.of((short) positive("replicationFactor", value)), configuration, create, apart);
    }

    private static int positive(String what, int value) {
        if (value < 1 || value > Short.MAX_VALUE) {
            throw new IllegalArgumentException(what + " must be from 1 to " + Short.MAX_VALUE + ", but is " + value);
        }
        return value;
    }

    /** Returns these settings for topics that keep the last message of each key. */
    public TopicSettings withCompaction() {
        return with(POLICY, configuration.containsKey(RETENTION) ? COMPACT + "," + DELETE : COMPACT);
    }

    /** Returns these settings for topics that delete messages of an age. */
    public TopicSettings withRetention(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("retention must be positive, but is " + age);
        }
        return with(POLICY, areCompacted() ? COMPACT + "," + DELETE : DELETE)
                .with(RETENTION, Long.toString(age.toMillis()));
    }

    /** Returns these settings with one more setting of the topic. */
    public TopicSettings withConfiguration(String name, String value) {
        if (name.equals(POLICY)) {
            throw new IllegalArgumentException(
                    "topicConfig(\"" + name + "\", ...) is refused: use compacted() for topics"
                            + " that keep the last message of each key, and retention(...) for those that delete old messages");
        }
        if (name.equals(RETENTION)) {
            throw new IllegalArgumentException("topicConfig(\"" + name + "\", ...) is refused: use retention(...)");
        }
        return with(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    }

    private TopicSettings with(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(configuration);
        more.put(name, value);
        return new TopicSettings(partitions, replicationFactor, more, create, apart);
    }

    /** Returns these settings with missing topics created, or not. */
    public TopicSettings withCreation(boolean wanted) {
        return new TopicSettings(partitions, replicationFactor, configuration, wanted, apart);
    }

    /** Returns these settings with one topic apart. */
    public TopicSettings withApart(String topic) {
        return new TopicSettings(partitions, replicationFactor, configuration, create, Set.of(topic));
    }

    /** Returns what is wanted of one topic. */
    TopicSettings of(String topic) {
        return apart.contains(topic)
                ? new TopicSettings(Optional.empty(), replicationFactor, new TreeMap<>(), create, Set.of())
                : this;
    }

    /** Returns whether topics are wanted that take no message without a key. */
    public boolean areCompacted() {
        return configuration.getOrDefault(POLICY, DELETE).contains(COMPACT);
    }

    /**
     * Checks what must fit together.
     *
     * @throws IllegalStateException if no record could ever be stored in such a topic
     */
    public void requireConsistent() {
        String inSync = configuration.getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1");
        replicationFactor
                .filter(replicas -> inSync.matches("\\d{1,5}") && Integer.parseInt(inSync) > replicas)
                .ifPresent(replicas -> {
                    throw new IllegalStateException("min.insync.replicas=" + inSync + " with replicationFactor("
                            + replicas + ") would let no record be stored");
                });
    }

    /** Returns the arguments for Kafka's own tool that creates such a topic. */
    String asArguments() {
        StringBuilder arguments = new StringBuilder();
        partitions.ifPresent(number -> arguments.append(" --partitions ").append(number));
        replicationFactor.ifPresent(
                number -> arguments.append(" --replication-factor ").append(number));
        for (Map.Entry<String, String> setting : configuration.entrySet()) {
            arguments.append(" --config ").append(setting.getKey()).append('=').append(setting.getValue());
        }
        return arguments.toString();
    }
}
