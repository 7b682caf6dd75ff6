package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.process.LocalServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The configuration of a node that is broker and controller at once.
 *
 * <p>The quorum is given by configuration ({@code controller.quorum.voters}) instead of being stored when the log folder
 * is formatted, so that a formatted folder knows no port and can be copied.
 *
 * @param id the node's number, from 1
 * @param port where clients connect
 * @param internalPort where other brokers connect, and the testkit itself
 * @param controllerPort where brokers find this node as a controller
 * @param quorum the ports of all controllers by the numbers of their nodes
 * @param options properties of the broker beside the testkit's own
 */
public record KafkaNode(
        int id,
        int port,
        int internalPort,
        int controllerPort,
        Map<Integer, Integer> quorum,
        Map<String, String> options) {

    private static final Set<String> OWNED = Set.of(
            "process.roles",
            "node.id",
            "broker.id",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "controller.listener.names",
            "listeners",
            "advertised.listeners",
            "log.dir",
            "log.dirs",
            "metadata.log.dir");

    /** The only node of its cluster. */
    static KafkaNode alone(int port, int internalPort, int controllerPort, Map<String, String> options) {
        return new KafkaNode(1, port, internalPort, controllerPort, Map.of(1, controllerPort), options);
    }

    /** Writes the broker's properties file. */
    void write(Path file, Path logs) throws IOException {
        Properties properties = new Properties();
        properties.putAll(properties(logs.toString()));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    /** The broker's properties. */
    Map<String, String> properties(String logs) {
        String client = "CLIENT://" + LocalServer.HOST + ":" + port;
        String internal = "INTERNAL://" + LocalServer.HOST + ":" + internalPort;
        Map<String, String> properties = new HashMap<>(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(id),
                "controller.quorum.voters",
                voters(quorum),
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                client + "," + internal + ",CONTROLLER://" + LocalServer.HOST + ":" + controllerPort,
                "advertised.listeners",
                client + "," + internal,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "INTERNAL",
                "log.dirs",
                logs));
        // A topic that nobody created is a mistake that a test should see.
        properties.put("auto.create.topics.enable", "false");
        // By default it allocates, and clears, 128 MB at the start.
        properties.put("log.cleaner.dedupe.buffer.size", "8388608");
        // A test that leaves a transaction open shall not wait for longer than its time-out.
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // By default a member of a group learns each five seconds, at its heartbeats, that partitions are given and
        // taken.
        properties.put("group.consumer.min.heartbeat.interval.ms", "100");
        properties.put("group.consumer.heartbeat.interval.ms", "500");
        // As for one node, which has nobody to wait for.
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "3",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "3",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
        properties.putAll(options);
        return properties;
    }

    private static String voters(Map<Integer, Integer> quorum) {
        return quorum.entrySet().stream()
                .map(node -> node.getKey() + "@" + LocalServer.HOST + ":" + node.getValue())
                .collect(Collectors.joining(","));
    }

    /** A random identifier as Kafka writes them. */
    static String randomId() {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Returns {@code name}.
     *
     * @throws IllegalArgumentException if it is a property that the testkit sets itself
     */
    public static String checkedName(String name) {
        if (OWNED.contains(name)) {
            throw new IllegalArgumentException("The testkit sets the broker's property '" + name + "' itself");
        }
        return name;
    }
}
