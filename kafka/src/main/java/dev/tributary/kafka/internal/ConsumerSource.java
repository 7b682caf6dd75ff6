package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SourceException;
import dev.tributary.TributaryException;
import dev.tributary.kafka.KafkaStart;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Trait;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;

/**
 * The definition of a source that a consumer serves.
 *
 * @param connection the cluster
 * @param group the consumer group, which keeps the offsets if there is one
 * @param subscription what it reads
 * @param start where a partition begins that has no offset
 * @param decoders make the elements
 * @param gives what the elements have
 * @param <T> the type of the elements
 */
public record ConsumerSource<T>(
        Connection connection,
        Group group,
        Subscription subscription,
        KafkaStart start,
        ElementDecoder.Factory<T> decoders,
        Set<Trait> gives)
        implements Source<T> {

    @Override
    public String describe() {
        if (group.id() != null) {
            return connection + " group '" + group.id() + "'";
        }
        return subscription instanceof Subscription.Fixed fixed
                ? connection + " partitions " + fixed.partitions()
                : connection.toString();
    }

    /**
     * Returns the exception for what a consumer has thrown.
     *
     * @param what what failed and where, as the beginning of a sentence
     */
    TributaryException failure(Throwable thrown, String what) {
        if (thrown instanceof FencedInstanceIdException) {
            return new ConfigurationException(
                    twice() + " since a newer process has joined with it, which goes on in the place of this one; give"
                            + " each process its own",
                    thrown);
        }
        if (thrown instanceof UnreleasedInstanceIdException) {
            return new RetriableException(
                    twice() + "; a process that was killed keeps it until the group's session timeout has passed"
                            + " (consumer.session.timeout.ms), one that runs needs another",
                    thrown);
        }
        return KafkaFailures.ofReading(thrown, what);
    }

    /** Returns what reading ends with when it is broken off. */
    SourceException brokenOff() {
        return new SourceException("Reading from " + describe() + " was broken off");
    }

    private String twice() {
        return "Another member of group '" + group.id() + "' at " + connection + " has the groupInstanceId '"
                + group.instanceId() + "'";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new ConsumerReader<>(this, context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return KafkaPosition.decode(encoded);
    }

    /** Returns the cluster of the consumer group, if the source reads as a member of one. */
    public Optional<Connection> membership() {
        return group.keepsOffsets() && !(subscription instanceof Subscription.Fixed)
                ? Optional.of(connection)
                : Optional.empty();
    }

    @Override
    public boolean keepsPositions() {
        return group.keepsOffsets();
    }
}
