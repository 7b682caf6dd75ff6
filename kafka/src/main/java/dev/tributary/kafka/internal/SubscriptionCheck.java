package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether what a source is to read is there: a consumer waits in silence for brokers and topics that are not. One
 * thread runs it, any may break it off.
 */
final class SubscriptionCheck {

    private final ConsumerSource<?> source;
    private final String pipeline;
    private final boolean inOrder;
    private volatile @Nullable Cluster asked;
    private volatile boolean aborted;

    /** @param inOrder whether all records of a topic must be in one order */
    SubscriptionCheck(ConsumerSource<?> source, String pipeline, boolean inOrder) {
        this.source = source;
        this.pipeline = pipeline;
        this.inOrder = inOrder;
    }

    /**
     * Looks for the brokers, and for what is named.
     *
     * @throws ConfigurationException if something is not there, or is not as it must be
     * @throws RetriableException if the brokers cannot be asked
     */
    void run() throws InterruptedException {
        Connection connection = source.connection();
        try (Cluster cluster =
                Cluster.of(connection, connection.admin(pipeline, ConsumerConfig.configNames()), Use.READING)) {
            asked = cluster;
            if (aborted) {
                throw source.brokenOff();
            }
            cluster.awaitBroker();
            if (source.subscription() instanceof Subscription.Topics topics) {
                for (String topic : topics.names()) {
                    requireOrder(topic, partitions(cluster, topic));
                }
            } else if (source.subscription() instanceof Subscription.Fixed fixed) {
                for (TopicPartition partition : fixed.partitions()) {
                    require(cluster, partition);
                }
            }
        } finally {
            asked = null;
        }
    }

    private int partitions(Cluster cluster, String topic) throws InterruptedException {
        return cluster.partitions(topic)
                .orElseThrow(() ->
                        new ConfigurationException("Topic '" + topic + "' does not exist at " + source.connection()
                                + ": create it (kafka-topics --create --topic " + topic + "), or correct its name"));
    }

    private void requireOrder(String topic, int partitions) {
        if (inOrder && partitions > 1) {
            throw new ConfigurationException("Topic '" + topic + "' at " + source.connection() + " has " + partitions
                    + " partitions, so that the changes of a transaction are in several and in no order:"
                    + " ChangeReading.transactions() needs a topic of one partition");
        }
    }

    private void require(Cluster cluster, TopicPartition partition) throws InterruptedException {
        int there = partitions(cluster, partition.topic());
        if (partition.partition() >= there) {
            throw new ConfigurationException("Topic '" + partition.topic() + "' at " + source.connection()
                    + " has no partition " + partition.partition() + ", only those from 0 to " + (there - 1)
                    + ": correct partitions(...), or give the topic more");
        }
        requireOrder(partition.topic(), there);
    }

    /** Ends it if it runs, and makes it throw from now on. */
    void abort() {
        aborted = true;
        Cluster open = asked;
        if (open != null) {
            open.close();
        }
    }
}
