package dev.tributary.kafka.internal;

import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import java.util.Optional;

/**
 * The definition of a sink that a producer serves.
 *
 * @param connection the cluster
 * @param topics how topics that are missing are created
 * @param fixedTopic the topic of all records if there is only one, so that it can be checked when the writer is opened
 * @param encoders make the messages
 * @param <T> the type of the elements
 */
public record ProducerSink<T>(
        Connection connection, TopicSettings topics, Optional<String> fixedTopic, MessageEncoder.Factory<T> encoders)
        implements Sink<T> {

    @Override
    public String describe() {
        return connection.toString();
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        return ProducerWriter.open(this, context);
    }
}
