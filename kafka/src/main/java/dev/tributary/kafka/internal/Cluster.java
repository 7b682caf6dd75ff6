package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a sink or source asks and changes of a cluster. Each call waits no longer than the connection's limit. */
final class Cluster implements AutoCloseable {

    private final Connection connection;
    private final Admin admin;
    private final BiFunction<String, Throwable, TributaryException> fatal;

    private Cluster(Connection connection, Admin admin, BiFunction<String, Throwable, TributaryException> fatal) {
        this.connection = connection;
        this.admin = admin;
        this.fatal = fatal;
    }

    /**
     * Prepares to talk to a cluster; nothing is sent yet.
     *
     * @param properties of the admin client
     * @param fatal makes the exception for what neither a retry nor a setting mends
     * @throws ConfigurationException if a property is wrong, or no host of the addresses is known
     */
    static Cluster of(
            Connection connection,
            Map<String, Object> properties,
            BiFunction<String, Throwable, TributaryException> fatal) {
        try {
            return new Cluster(connection, Admin.create(properties), fatal);
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
        try {
            Collection<TopicDescription> found =
                    await(admin.describeTopics(List.of(topic)).allTopicNames()).values();
            return found.stream()
                    .mapToInt(description -> description.partitions().size())
                    .findFirst();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw failed(failure, "Topic '" + topic + "' of " + connection + " cannot be described");
        }
    }

    /** Creates a topic, unless another process is faster; returns the number of its partitions. */
    int create(NewTopic topic) throws InterruptedException {
        try {
            CreateTopicsResult created = admin.createTopics(Set.of(topic));
            await(created.all());
            return await(created.numPartitions(topic.name()));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                return partitions(topic.name())
                        .orElseThrow(() -> new RetriableException("Topic '" + topic.name() + "' of " + connection
                                + " is being created by another process, or deleted"));
            }
            throw failed(failure, "Topic '" + topic.name() + "' cannot be created at " + connection);
        }
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
        Config config =
                config(ConfigResource.Type.TOPIC, topic, "The settings of topic '" + topic + "' cannot be described");
        return new Rules(
                config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value(),
                Integer.parseInt(
                        config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()));
    }

    /** Returns how long a transaction may take at most, as the first of the brokers says. */
    Duration maxTransactionTimeout() throws InterruptedException {
        Collection<Node> nodes = get(admin.describeCluster().nodes(), "The cluster cannot be described");
        String broker = nodes.iterator().next().idString();
        Config config =
                config(ConfigResource.Type.BROKER, broker, "The settings of broker " + broker + " cannot be described");
        return Duration.ofMillis(
                Long.parseLong(config.get("transaction.max.timeout.ms").value()));
    }

    private Config config(ConfigResource.Type type, String name, String what) throws InterruptedException {
        ConfigResource resource = new ConfigResource(type, name);
        return get(
                Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource)),
                what);
    }

    private <T> T get(KafkaFuture<T> future, String what) throws InterruptedException {
        try {
            return await(future);
        } catch (ExecutionException failure) {
            throw failed(failure, what + " at " + connection);
        }
    }

    private <T> T await(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(connection.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw noAnswer(late);
        }
    }

    private TributaryException failed(ExecutionException failure, String what) {
        return failure.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                ? noAnswer(failure.getCause())
                : KafkaFailures.translate(failure, what, fatal);
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
}
