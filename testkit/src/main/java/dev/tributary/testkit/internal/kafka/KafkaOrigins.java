package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.Server;
import java.util.Map;

/** The places that a Kafka broker may come from, tried in order. */
public final class KafkaOrigins {
    private KafkaOrigins() {}

    /** Provides a broker. */
    public static Server open(Map<String, String> options) {
        return LocalKafka.start(KafkaDistribution.provide(), options);
    }
}
