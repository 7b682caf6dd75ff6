package dev.tributary.testkit;

import dev.tributary.testkit.internal.kafka.KafkaNode;
import dev.tributary.testkit.internal.kafka.KafkaSpec;
import dev.tributary.testkit.internal.kafka.KafkaTopics;
import dev.tributary.testkit.internal.kafka.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A real Kafka cluster for tests of what happens when brokers fail: by default three nodes, each broker and controller
 * at once, in processes of their own, without encryption or authentication, on free ports of the loopback interface.
 *
 * <p>Topics, those of offsets and transactions too, are kept on three nodes and acknowledged by two
 * ({@code min.insync.replicas}), so that one node may fail at any time. When two of three nodes are down, nothing is
 * elected or created any more: a test that ends nodes in turn calls {@link #awaitInSync} between.
 *
 * <p>The nodes are Kafka's own jars, fetched once by Maven as {@link KafkaBroker} tells; there is no other origin. A node
 * takes about 340 MB of memory, and all of them about 6 s to start. They end with {@link #close()}, or with this JVM,
 * however that ends; addresses and data stay the same over {@link #startAgain}.
 *
 * <p>Thread-safe.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final int DEFAULT_NODES = 3;
    private static final int MOST_NODES = 9;

    private final LocalCluster cluster;

    private KafkaCluster(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts a cluster of three nodes and waits until all of them belong to it.
     *
     * @throws TestkitException if it cannot be started
     */
    public static KafkaCluster start() {
        return builder().start();
    }

    /** A cluster with options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The value for {@code bootstrap.servers}, with all nodes. */
    public String bootstrapServers() {
        return cluster.addresses();
    }

    /** How many nodes there are, running or not. Their numbers begin at 1. */
    public int nodes() {
        return cluster.size();
    }

    /** Creates a topic that is kept on three nodes, and waits until it is there. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates a topic that is kept on three nodes with its configuration, such as
     * {@code Map.of("min.insync.replicas", "3")}, and waits until it is there.
     */
    public void createTopic(String name, int partitions, Map<String, String> configuration) {
        KafkaTopics.create(cluster.internalAddresses(), name, partitions, configuration);
    }

    /** Creates a topic with a name of its own that begins with {@code hint}, and returns the name. */
    public String newTopic(String hint, int partitions) {
        String name = KafkaTopics.nameLike(hint);
        createTopic(name, partitions);
        return name;
    }

    /** Deletes a topic; the brokers go on doing so after this has returned. */
    public void deleteTopic(String name) {
        KafkaTopics.delete(cluster.internalAddresses(), name);
    }

    /**
     * Returns the number of the node that leads a partition.
     *
     * @throws TestkitException if it has no leader at this moment, or the topic does not exist
     */
    public int leader(String topic, int partition) {
        return KafkaTopics.leader(cluster.internalAddresses(), topic, partition);
    }

    /** Shuts a node down in order and waits for its end. */
    public void stop(int node) {
        cluster.node(node).stop();
    }

    /** Kills a node, as {@code kill -9} does, and waits for its end. */
    public void kill(int node) {
        cluster.node(node).kill();
    }

    /**
     * Starts nodes after {@link #kill} or {@link #stop}, all at the same time, and waits until they answer. A node
     * answers only when more than half of all nodes run.
     */
    public void startAgain(int... nodes) {
        cluster.startAgain(nodes);
    }

    /** Keeps a node from doing anything, as SIGSTOP does: connections stay open and nobody answers. */
    public void pause(int node) {
        cluster.node(node).pause();
    }

    /** Lets a node go on after {@link #pause}. */
    public void unpause(int node) {
        cluster.node(node).unpause();
    }

    /**
     * Waits until all replicas of all topics are in sync, so that the next node may fail.
     *
     * @throws TestkitException if that takes longer than {@code limit}; the message names the partitions
     */
    public void awaitInSync(Duration limit) {
        Await.untilValue("replica out of sync is left", limit, cluster::behind, List::isEmpty);
    }

    /** What a node has logged. */
    public String log(int node) {
        return cluster.node(node).log();
    }

    /** Ends all nodes at once and removes their data. */
    @Override
    public void close() {
        cluster.close();
    }

    /** The nodes' addresses. */
    @Override
    public String toString() {
        return "Kafka cluster at " + bootstrapServers();
    }

    /** Collects what a cluster shall be like. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> options = new LinkedHashMap<>();
        private final Map<Integer, Path> logFolders = new HashMap<>();
        private int nodes = DEFAULT_NODES;

        private Builder() {}

        /**
         * Sets the number of nodes; three by default.
         *
         * @throws IllegalArgumentException if it is not from 1 to 9
         */
        public Builder nodes(int number) {
            if (number < 1 || number > MOST_NODES) {
                throw new IllegalArgumentException("nodes must be from 1 to " + MOST_NODES + ", but is " + number);
            }
            nodes = number;
            return this;
        }

        /**
         * Sets a property of all brokers, such as {@code option("message.max.bytes", "2000000")}, beside or instead of
         * the testkit's own.
         *
         * @throws IllegalArgumentException if the testkit owns the property
         */
        public Builder option(String name, String value) {
            options.put(KafkaNode.checkedName(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Lets a node keep its records below an existing folder, such as the mount point of a small file system that can
         * become full; removed with the cluster. By default they are in a temporary folder.
         */
        public Builder logFolder(int node, Path folder) {
            logFolders.put(node, Objects.requireNonNull(folder, "folder"));
            return this;
        }

        /**
         * Starts the nodes and waits until all of them belong to the cluster.
         *
         * @throws TestkitException if it cannot be started
         */
        public KafkaCluster start() {
            return new KafkaCluster(LocalCluster.start(nodes, new KafkaSpec(options, logFolders)));
        }
    }
}
