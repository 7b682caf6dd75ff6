package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Kafka nodes that run as processes of this machine and make one cluster; each is broker and controller at once, so that
 * more than half of them must run for the cluster to do anything. Thread-safe.
 */
public final class LocalCluster implements AutoCloseable {
    private static final int REPLICATION = 3;
    private static final Duration JOIN_LIMIT = Duration.ofMinutes(1);

    private final SortedMap<Integer, LocalKafka> nodes;

    private LocalCluster(SortedMap<Integer, LocalKafka> nodes) {
        this.nodes = nodes;
    }

    /**
     * Starts all nodes and waits until each of them belongs to the cluster.
     *
     * @throws TestkitException if the jars cannot be provided, or a node does not start
     */
    public static LocalCluster start(int size, KafkaSpec spec) {
        KafkaDistribution distribution = KafkaDistribution.provide();
        List<NodePorts> ports = new ArrayList<>();
        SortedMap<Integer, Integer> quorum = new TreeMap<>();
        for (int id = 1; id <= size; id++) {
            NodePorts reserved = NodePorts.reserve();
            ports.add(reserved);
            quorum.put(id, reserved.controller());
        }
        Map<String, String> all = replicated(size, spec.options());
        LocalCluster cluster = new LocalCluster(new ConcurrentSkipListMap<>());
        try {
            sideBySide(IntStream.rangeClosed(1, size), id -> {
                NodePorts own = ports.get(id - 1);
                KafkaNode node = new KafkaNode(id, own.client(), own.internal(), own.controller(), quorum, all);
                cluster.nodes.put(id, LocalKafka.start(distribution, own, node, spec));
            });
            cluster.awaitBrokers();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Map<String, String> replicated(int size, Map<String, String> options) {
        String replication = Integer.toString(Math.min(REPLICATION, size));
        String inSync = size < REPLICATION ? "1" : "2";
        Map<String, String> all = new HashMap<>(Map.of(
                "default.replication.factor", replication,
                "min.insync.replicas", inSync,
                "offsets.topic.replication.factor", replication,
                "transaction.state.log.replication.factor", replication,
                "transaction.state.log.min.isr", inSync,
                "share.coordinator.state.topic.replication.factor", replication,
                "share.coordinator.state.topic.min.isr", inSync,
                // A broker that was killed is missed sooner than by default, after 9 s.
                "broker.session.timeout.ms", "4000",
                "broker.heartbeat.interval.ms", "1000"));
        all.putAll(options);
        return all;
    }

    /** Does something for each number at the same time, and waits for all of them even if one fails. */
    private static void sideBySide(IntStream numbers, IntConsumer action) {
        CompletableFuture<?>[] running = numbers.mapToObj(
                        number -> CompletableFuture.runAsync(() -> action.accept(number), LocalCluster::onThread))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
        }
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "tributary-kafka-cluster");
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitBrokers() {
        Await.untilValue(
                nodes.size() + " brokers in the cluster",
                JOIN_LIMIT,
                () -> KafkaTopics.brokers(internalAddresses()),
                count -> count == nodes.size());
    }

    /**
     * A node.
     *
     * @throws IllegalArgumentException if there is none of this number
     */
    public Server node(int number) {
        LocalKafka node = nodes.get(number);
        if (node == null) {
            throw new IllegalArgumentException(
                    "The cluster has the nodes 1 to " + nodes.size() + ", and no node " + number);
        }
        return node.server();
    }

    /** How many nodes there are, running or not. */
    public int size() {
        return nodes.size();
    }

    /** Starts nodes that were stopped or killed, at the same time, and waits until each of them answers. */
    public void startAgain(int... numbers) {
        for (int number : numbers) {
            node(number);
        }
        sideBySide(IntStream.of(numbers), number -> node(number).start());
    }

    /** Where clients find the cluster. */
    public String addresses() {
        return nodes.values().stream()
                .map(node -> node.server().host() + ":" + node.server().port())
                .collect(Collectors.joining(","));
    }

    /** Where the testkit itself finds the cluster. */
    public String internalAddresses() {
        return nodes.values().stream().map(LocalKafka::internalAddress).collect(Collectors.joining(","));
    }

    /** Partitions that have no leader or whose replicas are not all in sync. */
    public List<String> behind() {
        return KafkaTopics.behind(internalAddresses());
    }

    /** Ends all nodes at once and removes their data. */
    @Override
    public void close() {
        nodes.values().forEach(node -> node.server().close());
    }
}
