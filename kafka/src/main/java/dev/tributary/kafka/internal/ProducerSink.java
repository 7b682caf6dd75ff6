package dev.tributary.kafka.internal;

import dev.tributary.kafka.ExactlyOnce;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The definition of a sink that a producer serves.
 *
 * @param connection the cluster
 * @param topics how topics that are missing are created
 * @param fixedTopic the topic of all records if there is only one, so that it can be checked when the writer is opened
 * @param exactlyOnce how to write in transactions; empty for at least once
 * @param encoders make the messages
 * @param <T> the type of the elements
 */
public record ProducerSink<T>(
        Connection connection,
        TopicSettings topics,
        Optional<String> fixedTopic,
        Optional<ExactlyOnce> exactlyOnce,
        MessageEncoder.Factory<T> encoders) {

    /**
     * Opens a writer, once a broker has answered.
     *
     * @param group the cluster whose consumer group keeps the pipeline's positions, if there is one
     */
    public SinkWriter<T> open(SinkContext context, Optional<Connection> group) throws InterruptedException {
        Cluster cluster =
                Cluster.of(connection, connection.admin(context.pipeline(), ProducerConfig.configNames()), Use.WRITING);
        try {
            cluster.awaitBroker();
            Topics known = new Topics(cluster, topics);
            if (fixedTopic.isPresent()) {
                known.require(fixedTopic.get());
            }
            MessageEncoder<T> encoder = encoders.create(context.pipeline());
            return exactlyOnce.isPresent()
                    ? new TransactionalWriter<>(
                            TransactionalSession.open(this, exactlyOnce.get(), group, context, cluster, known),
                            encoder,
                            context)
                    : new ProducerWriter<>(this, context, cluster, known, encoder);
        } catch (RuntimeException | InterruptedException failure) {
            cluster.close();
            throw failure;
        }
    }
}
