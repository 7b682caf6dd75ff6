package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.SinkException;
import dev.tributary.kafka.ExactlyOnce;
import dev.tributary.spi.SinkContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What a writer of one attempt works with, from the moment on that others of its name are thrown out. The order of opening
 * counts: claim, {@code initTransactions} (which ends what an older instance has left open), then read the positions.
 *
 * @param settings how to commit
 * @param connection the cluster
 * @param cluster its admin client
 * @param topics the topics that are written to
 * @param place where positions are kept
 * @param producer has begun no transaction yet
 */
record TransactionalSession(
        ExactlyOnce settings,
        Connection connection,
        Cluster cluster,
        Topics topics,
        PositionPlace place,
        Producer<byte[], byte[]> producer) {

    /** Within these a transaction of a process that was killed holds up the readers, where no other of its name follows. */
    private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Opens a session. */
    static TransactionalSession open(
            ProducerSink<?> sink,
            ExactlyOnce settings,
            Optional<Connection> groups,
            SinkContext context,
            Cluster cluster,
            Topics topics)
            throws InterruptedException {
        Connection connection = sink.connection();
        boolean inGroup = groups.isPresent() && isSame(cluster, groups.get(), context);
        if (!inGroup && !context.member().isAlone()) {
            throw new ConfigurationException(
                    "The pipeline has parallelism(" + context.member().count()
                            + "), but its exactly-once sink to " + connection
                            + " keeps the position in a topic, which one run alone may"
                            + " write: read from the same cluster by a consumer group and write to this sink only, or leave out"
                            + " parallelism(...)");
        }
        Duration limit =
                settings.isWholeTransactions() ? cluster.maxTransactionTimeout() : inGroup ? GROUP_TIMEOUT : TIMEOUT;
        String name = settings.name().orElse(context.pipeline());
        Map<String, Object> properties = ProducerOptions.transactional(
                connection,
                context.pipeline(),
                context.byteBudget(),
                inGroup ? name + "-" + UUID.randomUUID() : name,
                limit);
        PositionPlace.TimeLimit time = new PositionPlace.TimeLimit(
                properties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG) + " ms", settings.isWholeTransactions());
        PositionPlace place =
                inGroup ? new PositionPlace.InGroup(time) : claimed(sink, settings, name, time, context, cluster);
        Producer<byte[], byte[]> producer = begin(
                connection,
                properties,
                name,
                inGroup ? Right.writeTransactionalIdsFrom(name + "-") : Right.writeTransactionalId(name));
        try {
            place.begin();
        } catch (RuntimeException | InterruptedException failure) {
            producer.close(Duration.ZERO);
            throw failure;
        }
        return new TransactionalSession(settings, connection, cluster, topics, place, producer);
    }

    private static boolean isSame(Cluster cluster, Connection groups, SinkContext context) throws InterruptedException {
        try (Cluster other = Cluster.of(groups, groups.admin(context.pipeline(), java.util.Set.of()), Use.WRITING)) {
            return cluster.id().equals(other.id());
        }
    }

    private static PositionPlace claimed(
            ProducerSink<?> sink,
            ExactlyOnce settings,
            String name,
            PositionPlace.TimeLimit time,
            SinkContext context,
            Cluster cluster)
            throws InterruptedException {
        String topic = settings.positionsTopic().orElseGet(() -> defaultTopic(name));
        PositionsTopic positions = new PositionsTopic(sink.connection(), context.pipeline(), topic, name);
        positions.require(cluster, sink.topics());
        Claim claim = Claim.make();
        positions.claim(claim);
        return new PositionPlace.InTopic(positions, context.pipeline(), claim, time);
    }

    private static String defaultTopic(String name) {
        String topic = name + "-positions";
        try {
            Topics.requireLegal(topic);
        } catch (IllegalArgumentException illegal) {
            throw new ConfigurationException(
                    illegal.getMessage() + ": name the topic of positions by ExactlyOnce.positionsTopic(...)", illegal);
        }
        return topic;
    }

    private static Producer<byte[], byte[]> begin(
            Connection connection, Map<String, Object> properties, String name, Right right)
            throws InterruptedException {
        Producer<byte[], byte[]> producer;
        try {
            producer = new KafkaProducer<>(properties);
        } catch (KafkaException failure) {
            throw Cluster.connectFailed(connection, failure);
        }
        try {
            producer.initTransactions();
            return producer;
        } catch (InterruptException breakOff) {
            producer.close(Duration.ZERO);
            Thread.interrupted(); // the client has set the flag again
            throw (InterruptedException)
                    new InterruptedException("interrupted while starting transactions").initCause(breakOff);
        } catch (KafkaException failure) {
            producer.close(Duration.ZERO);
            throw KafkaFailures.translate(
                    failure,
                    "Transactions of the id '" + name + "' cannot be started at " + connection,
                    right,
                    SinkException::new);
        }
    }
}
