package dev.tributary.kafka.internal;

import dev.tributary.kafka.KafkaStart;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Trait;
import java.util.Set;

/**
 * The definition of a source that a consumer serves.
 *
 * @param connection the cluster
 * @param groupId the consumer group, which keeps the offsets
 * @param subscription what topics it reads
 * @param start where a partition begins that has no offset
 * @param decoders make the elements
 * @param gives what the elements have
 * @param <T> the type of the elements
 */
public record ConsumerSource<T>(
        Connection connection,
        String groupId,
        Subscription subscription,
        KafkaStart start,
        ElementDecoder.Factory<T> decoders,
        Set<Trait> gives)
        implements Source<T> {

    @Override
    public String describe() {
        return connection + " group '" + groupId + "'";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new ConsumerReader<>(this, context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return KafkaPosition.decode(encoded);
    }

    @Override
    public boolean keepsPositions() {
        return true;
    }
}
