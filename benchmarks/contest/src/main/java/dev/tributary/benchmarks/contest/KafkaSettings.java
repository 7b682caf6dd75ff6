package dev.tributary.benchmarks.contest;

import java.util.HashMap;
import java.util.Map;

/** What a task tells of the broker, and the settings that all producers have alike. */
public final class KafkaSettings {

    /** The setting with the broker's address. */
    public static final String BROKER = "broker";

    /** The setting with the name of the topic. */
    public static final String TOPIC = "topic";

    /** The setting with the number of the topic's partitions. */
    public static final String PARTITIONS = "partitions";

    /** The setting with how many milliseconds a producer waits for more before it sends. */
    public static final String LINGER = "linger";

    /** The setting with how many milliseconds pass between commits; without it nothing is transactional. */
    public static final String COMMIT = "commit";

    private static final int BATCH_BYTES = 128 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    private KafkaSettings() {}

    /** Returns a producer's settings but for its serializers: those of Tributary's sinks. */
    public static Map<String, Object> producer(Task task) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                task.setting(BROKER),
                "enable.idempotence",
                true,
                "acks",
                "all",
                "compression.type",
                "lz4",
                "linger.ms",
                task.setting(LINGER),
                "batch.size",
                BATCH_BYTES,
                "buffer.memory",
                BUFFER_BYTES));
    }
}
