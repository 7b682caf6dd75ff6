package dev.tributary.kafka.internal;

import dev.tributary.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of consumers: those that a promise rests on, and defaults. */
public final class ConsumerOptions {

    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(5); // Kafka's default
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    /** Settings of the classic protocol that the newer one has on the broker, so that the client refuses them. */
    private static final List<String> CLASSIC_ONLY = List.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    private static final String READ_COMMITTED = IsolationLevel.READ_COMMITTED.toString();

    private ConsumerOptions() {}

    /** Returns a builder that refuses what would break a promise. */
    public static ConnectionBuilder connection() {
        String deserialized = "the source takes bytes from the consumer; give a Deserializer to KafkaSource.of(...)";
        return new ConnectionBuilder()
                .refuse(ConsumerConfig.GROUP_ID_CONFIG, "use groupId(...)")
                .refuse(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "use groupInstanceId(...)")
                .refuse(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "use groupProtocol(...)")
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

    /** Returns which of the properties that a user gave do not go with a group protocol. */
    public static List<String> refusedBy(GroupProtocol protocol, Connection connection) {
        return protocol == GroupProtocol.CLASSIC
                ? List.of()
                : CLASSIC_ONLY.stream()
                        .filter(connection.properties()::containsKey)
                        .toList();
    }

    /** Returns the properties of a consumer. */
    static Map<String, Object> properties(Connection connection, String pipeline, Group group) {
        Map<String, Object> owned = new HashMap<>();
        owned.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        owned.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
        owned.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        owned.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        owned.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        owned.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, group.protocol().name);
        if (group.id() != null) {
            owned.put(ConsumerConfig.GROUP_ID_CONFIG, group.id());
        }
        if (group.instanceId() != null) {
            owned.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group.instanceId());
        }
        return connection.client(pipeline, "consumer", defaults(group), owned);
    }

    /** Returns the properties of a consumer that belongs to no group, where the user has given those of a producer. */
    static Map<String, Object> ofProducer(Connection connection, String pipeline, IsolationLevel isolation) {
        return connection.other(
                pipeline,
                "positions",
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation.toString(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        // At the end of the topic a fetch that waits for more would keep the consumer from closing.
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        10,
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class),
                ProducerConfig.configNames(),
                ConsumerConfig.configNames());
    }

    /** Returns how long a member may stay away from the group's business before it is taken for dead. */
    static Duration pollInterval(Connection connection) {
        Secret given = connection.properties().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        return given == null ? POLL_INTERVAL : Duration.ofMillis(Long.parseLong(given.reveal()));
    }

    private static Map<String, Object> defaults(Group group) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        defaults.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (group.protocol() == GroupProtocol.CLASSIC) {
            // Only partitions that move are flushed in a rebalance.
            defaults.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            if (group.instanceId() == null) {
                // Those of a process that died move soon; a static member shall have the time to start again.
                defaults.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
            }
        }
        return defaults;
    }
}
