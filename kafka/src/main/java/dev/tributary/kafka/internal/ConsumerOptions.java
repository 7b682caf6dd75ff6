package dev.tributary.kafka.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of consumers: those that a promise rests on, and defaults. */
public final class ConsumerOptions {

    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;
    private static final String READ_COMMITTED = IsolationLevel.READ_COMMITTED.toString();

    private ConsumerOptions() {}

    /** Returns a builder that refuses what would break a promise. */
    public static ConnectionBuilder connection() {
        String deserialized = "the source takes bytes from the consumer; give a Deserializer to KafkaSource.of(...)";
        return new ConnectionBuilder()
                .refuse(ConsumerConfig.GROUP_ID_CONFIG, "use groupId(...)")
                .admitOnly(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        List.of("false"),
                        "offsets are committed once what they cover is stored, not when time has passed")
                .admitOnly(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        List.of(READ_COMMITTED),
                        "records of transactions that are open or aborted must not be stored")
                .refuse(
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "use startFrom(...); an offset that is gone is an error, not a reason to skip records")
                .refuse(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, deserialized)
                .refuse(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, deserialized);
    }

    /** Returns the properties of a consumer. */
    static Map<String, Object> properties(Connection connection, String pipeline, String groupId) {
        return connection.client(
                pipeline,
                "consumer",
                defaults(connection),
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        groupId,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        READ_COMMITTED,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class));
    }

    private static Map<String, Object> defaults(Connection connection) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        defaults.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // The newer group protocol has both of these on the broker, and refuses them here.
        if (!connection.has(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                GroupProtocol.CONSUMER.name().toLowerCase(Locale.ROOT))) {
            // Only partitions that move are flushed in a rebalance; those of a process that died move after 10 s.
            defaults.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            defaults.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        }
        return defaults;
    }
}
