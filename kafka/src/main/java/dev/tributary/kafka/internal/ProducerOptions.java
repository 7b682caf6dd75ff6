package dev.tributary.kafka.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of producers: those that a promise rests on, and defaults for throughput. */
public final class ProducerOptions {

    private static final int KAFKAS_MAX_REQUEST = 1024 * 1024;
    private static final long KAFKAS_BUFFER = 32L * 1024 * 1024;
    private static final int BATCH_BYTES = 128 * 1024;
    private static final int LINGER_MILLIS = 10;
    private static final int DELIVERY_TIMEOUT_MILLIS = 120_000;

    private ProducerOptions() {}

    /** Returns a builder that refuses what would break a promise. */
    public static ConnectionBuilder connection() {
        String order = "the order of changes to one key rests on Kafka's own partitioner over the key";
        String serialized = "the sink gives the producer bytes; give a Serializer to KafkaSink.of(...)";
        return new ConnectionBuilder()
                .admitOnly(
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        List.of("true"),
                        "without idempotence a retry may store records twice or in another order")
                .admitOnly(
                        ProducerConfig.ACKS_CONFIG,
                        List.of("all", "-1"),
                        "a position is saved once its records are acknowledged, which must mean by all in-sync replicas")
                .admitOnly(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, List.of("false"), order)
                .refuse(ProducerConfig.PARTITIONER_CLASS_CONFIG, order)
                .refuse(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, serialized)
                .refuse(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, serialized)
                .refuse(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "use exactlyOnce(ExactlyOnce.defaults().named(...))");
    }

    /** Returns the properties of a producer that writes in transactions. */
    static Map<String, Object> transactional(
            Connection connection, String pipeline, long byteBudget, String transactionalId, Duration timeout) {
        Map<String, Object> all = new HashMap<>(properties(connection, pipeline, byteBudget));
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        all.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(timeout.toMillis()));
        return all;
    }

    /** Returns how large a request of the producer may be, in bytes. */
    static int maxRequestSize(Connection connection) {
        return connection
                .property(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
                .map(Integer::parseInt)
                .orElse(KAFKAS_MAX_REQUEST);
    }

    /** Returns the properties of a producer. */
    static Map<String, Object> properties(Connection connection, String pipeline, long byteBudget) {
        return connection.client(
                pipeline,
                "producer",
                Map.of(
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                        ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS,
                        ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES,
                        // The budget bounds what is on its way; half-empty batches of many partitions take more.
                        ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(KAFKAS_BUFFER, 2 * byteBudget),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS),
                Map.of(
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                        ByteArraySerializer.class,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                        ByteArraySerializer.class));
    }
}
