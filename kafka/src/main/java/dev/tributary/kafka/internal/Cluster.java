package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a sink or source asks and changes of a cluster. Each call waits no longer than the connection's limit. */
final class Cluster implements AutoCloseable {

    private static final long POLL_MILLIS = 50;

    private final Connection connection;
    private final Admin admin;
    private final Use use;

    private Cluster(Connection connection, Admin admin, Use use) {
        this.connection = connection;
        this.admin = admin;
        this.use = use;
    }

    /**
     * Prepares to talk to a cluster; nothing is sent yet.
     *
     * @param properties of the admin client
     * @throws ConfigurationException if a property is wrong, or no host of the addresses is known
     */
    static Cluster of(Connection connection, Map<String, Object> properties, Use use) {
        try {
            return new Cluster(connection, Admin.create(properties), use);
        } catch (KafkaException failure) {
            throw connectFailed(connection, failure);
        }
    }

    /** Returns the error that no client can be made for a connection. */
    static TributaryException connectFailed(Connection connection, KafkaException failure) {
        return KafkaFailures.translate(
                failure,
                "No client can be made for " + connection + " (check bootstrapServers and the properties)",
                ConfigurationException::new);
    }

    /**
     * Waits until a broker answers.
     *
     * @throws RetriableException if none does
     */
    void awaitBroker() throws InterruptedException {
        id();
    }

    /** Returns what tells the cluster from others, whatever the address. */
    String id() throws InterruptedException {
        return get(admin.describeCluster().clusterId(), "The cluster cannot be described");
    }

    /** Returns the number of a topic's partitions; empty where there is no such topic. */
    OptionalInt partitions(String topic) throws InterruptedException {
        return describe(topic)
                .map(found -> OptionalInt.of(found.partitions().size()))
                .orElseGet(OptionalInt::empty);
    }

    /** Returns how a topic is laid out; empty where there is no such topic. */
    Optional<TopicDescription> describe(String topic) throws InterruptedException {
        try {
            Collection<TopicDescription> found =
                    await(admin.describeTopics(List.of(topic)).allTopicNames()).values();
            return found.stream().findFirst();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failed(failure, "Topic '" + topic + "' of " + connection + " cannot be described", use.of(topic));
        }
    }

    /** Creates a topic and waits until it can be written to; returns whether this was not done by another process before. */
    boolean create(NewTopic topic) throws InterruptedException {
        try {
            await(admin.createTopics(Set.of(topic)).all());
            awaitTopic(topic.name());
            return true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                awaitTopic(topic.name());
                return false;
            }
            String what = "Topic '" + topic.name() + "' cannot be created at " + connection;
            throw failure.getCause() instanceof InvalidTopicException
                    ? new ConfigurationException(
                            what + ": " + failure.getCause().getMessage()
                                    + ". Names that differ only in '.' and '_' are"
                                    + " one in the names of Kafka's metrics: give topic(...) another",
                            failure.getCause())
                    : failed(failure, what, Right.createTopic(topic.name()));
        }
    }

    /** What one broker has created another may not know yet. */
    private void awaitTopic(String topic) throws InterruptedException {
        long begin = System.nanoTime();
        while (describe(topic).isEmpty()) {
            if (System.nanoTime() - begin > connection.limit().toNanos()) {
                throw new RetriableException("Topic '" + topic + "' of " + connection
                        + " has been created, but is not to be found: it is being deleted, or the brokers are behind");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        awaitLeaders(topic);
    }

    /**
     * Waits until the brokers know what they lead, which they learn after the topic can be found. A broker that does not yet refuses
     * a producer's first batch, and may take its second: a partition takes any number as the first of a producer. Then the first
     * comes too late, and is refused as out of order until it has timed out.
     */
    private void awaitLeaders(String topic) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions(topic).orElse(0); partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try {
            await(admin.listOffsets(ends).all());
        } catch (ExecutionException failure) {
            throw failed(failure, "Topic '" + topic + "' of " + connection + " cannot be looked at", use.of(topic));
        }
    }

    /** Returns the settings of a topic that are in effect, whether set for it or by default. */
    Map<String, String> configuration(String topic) throws InterruptedException {
        return configuration(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                "The settings of topic '" + topic + "' cannot be described",
                Right.describeConfigs(topic));
    }

    /**
     * What a topic admits.
     *
     * @param cleanupPolicy what becomes of old messages: {@code compact}, {@code delete}, or both
     * @param maxMessageBytes how large a batch of messages may be
     */
    record Rules(String cleanupPolicy, int maxMessageBytes) {

        /** Returns whether the topic is, at some time, left with the last message of each key only. */
        boolean isCompacted() {
            return cleanupPolicy.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        }
    }

    /** Returns what a topic admits. */
    Rules rules(String topic) throws InterruptedException {
        Map<String, String> configuration = configuration(topic);
        return new Rules(
                value(configuration, TopicConfig.CLEANUP_POLICY_CONFIG),
                Integer.parseInt(value(configuration, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)));
    }

    /** Returns how long a transaction may take at most, as the first of the brokers says. */
    Duration maxTransactionTimeout() throws InterruptedException {
        Collection<Node> nodes = get(admin.describeCluster().nodes(), "The cluster cannot be described");
        String broker = nodes.iterator().next().idString();
        Map<String, String> configuration = configuration(
                new ConfigResource(ConfigResource.Type.BROKER, broker),
                "The settings of broker " + broker + " cannot be described",
                Right.describeBrokers());
        return Duration.ofMillis(Long.parseLong(value(configuration, "transaction.max.timeout.ms")));
    }

    private static String value(Map<String, String> configuration, String name) {
        return Objects.requireNonNull(configuration.get(name), name);
    }

    private Map<String, String> configuration(ConfigResource resource, String what, Right right)
            throws InterruptedException {
        try {
            Config found = await(Objects.requireNonNull(
                    admin.describeConfigs(List.of(resource)).values().get(resource)));
            Map<String, String> configuration = new HashMap<>();
            found.entries().forEach(entry -> configuration.put(entry.name(), String.valueOf(entry.value())));
            return configuration;
        } catch (ExecutionException failure) {
            throw failed(failure, what + " at " + connection, right);
        }
    }

    private <T> T get(KafkaFuture<T> future, String what) throws InterruptedException {
        try {
            return await(future);
        } catch (ExecutionException failure) {
            throw timedOut(failure)
                    ? noAnswer(failure)
                    : KafkaFailures.translate(failure, what + " at " + connection, use::fatal);
        }
    }

    private <T> T await(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(connection.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw noAnswer(late);
        }
    }

    private TributaryException failed(ExecutionException failure, String what, Right right) {
        return timedOut(failure) ? noAnswer(failure) : KafkaFailures.translate(failure, what, right, use::fatal);
    }

    private static boolean timedOut(ExecutionException failure) {
        return failure.getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    private RetriableException noAnswer(Throwable cause) {
        return new RetriableException(
                "No broker of " + connection + " answered within "
                        + connection.limit().toMillis() / 1000.0
                        + " s: check that it runs, that host and port are right, that its advertised.listeners can be reached"
                        + " from here, and whether it wants TLS or a login (security.protocol)",
                cause);
    }

    /** Makes what waits for an answer fail. Thread-safe, idempotent. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    /** Returns {@code Kafka host:port}. */
    @Override
    public String toString() {
        return connection.toString();
    }
}
