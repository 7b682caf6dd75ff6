package dev.tributary.kafka.internal;

import dev.tributary.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Which cluster, and how to talk to it. Immutable and thread-safe; secrets are revealed for each client anew.
 *
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param limit how long to wait for the first answer
 * @param properties of the client, as the user gave them
 */
public record Connection(String bootstrapServers, Duration limit, Map<String, Secret> properties) {

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    /** Copies the properties. */
    public Connection {
        properties = Map.copyOf(properties);
    }

    /** Returns {@code Kafka host:port}. */
    @Override
    public String toString() {
        return "Kafka " + bootstrapServers;
    }

    /**
     * Returns the properties of a client: defaults, then the user's, then those that this library owns.
     *
     * @param role what the client is for, a part of its name
     */
    Map<String, Object> client(String pipeline, String role, Map<String, ?> defaults, Map<String, ?> owned) {
        Map<String, Object> all = new LinkedHashMap<>();
        // Pushing metrics to the broker delays each close by a request that is not needed.
        all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        // The number keeps clients of one process apart in JMX.
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, pipeline + "-" + role + "-" + CLIENTS.incrementAndGet());
        all.putAll(defaults);
        properties.forEach((name, value) -> all.put(name, value.reveal()));
        all.putAll(owned);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return all;
    }

    /** Returns what the user has set a property to. */
    Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name)).map(Secret::reveal);
    }

    /** Returns the properties of an admin client: those of the user's that it knows. */
    Map<String, Object> admin(String pipeline, Set<String> namesOfTheOtherClient) {
        return other(
                pipeline,
                "admin",
                Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(limit.toMillis()),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(limit.toMillis())),
                namesOfTheOtherClient,
                AdminClientConfig.configNames());
    }

    /**
     * Returns the properties of a client of another kind than the user's are for: without those that only the user's knows.
     *
     * @param known the names that this kind of client knows
     */
    Map<String, Object> other(
            String pipeline, String role, Map<String, ?> owned, Set<String> namesOfTheOtherClient, Set<String> known) {
        Map<String, Object> all = client(pipeline, role, Map.of(), owned);
        all.keySet().removeIf(name -> namesOfTheOtherClient.contains(name) && !known.contains(name));
        return all;
    }

    /** Returns whether a text is a list of {@code host:port}. */
    static boolean isAddressList(String bootstrapServers) {
        return Arrays.stream(bootstrapServers.split(",", -1))
                .allMatch(address -> address.strip().matches("\\S+:\\d{1,5}"));
    }
}
