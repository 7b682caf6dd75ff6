package dev.tributary.kafka;

import dev.tributary.Secret;
import dev.tributary.kafka.internal.ConnectionBuilder;
import dev.tributary.kafka.internal.ConsumerOptions;
import dev.tributary.kafka.internal.ConsumerSource;
import dev.tributary.kafka.internal.ElementDecoder;
import dev.tributary.kafka.internal.Subscription;
import dev.tributary.kafka.internal.Topics;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KafkaSource}.
 *
 * <p>Defaults: cooperative rebalancing, {@code session.timeout.ms} 10 seconds, {@code fetch.max.bytes} 16 MiB.
 *
 * <p>Confined to one thread; can be used again.
 *
 * @param <T> the type of the elements
 */
public final class KafkaSourceBuilder<T> {

    private final ConnectionBuilder connection = ConsumerOptions.connection();
    private final ElementDecoder.Factory<T> decoders;
    private final Set<Trait> gives;
    private @Nullable String groupId;
    private @Nullable Subscription subscription;
    private KafkaStart start = KafkaStart.earliest();

    KafkaSourceBuilder(ElementDecoder.Factory<T> decoders, Set<Trait> gives) {
        this.decoders = decoders;
        this.gives = gives;
    }

    /**
     * Sets where to find the cluster.
     *
     * @param addresses {@code host:port}, several with commas between
     * @throws IllegalArgumentException if it is not of this form
     */
    public KafkaSourceBuilder<T> bootstrapServers(String addresses) {
        connection.bootstrapServers(addresses);
        return this;
    }

    /**
     * Sets the consumer group, which keeps the offsets and shares the partitions among the pipelines that name it.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public KafkaSourceBuilder<T> groupId(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("groupId must not be blank");
        }
        groupId = id;
        return this;
    }

    /**
     * Sets the topics, which must exist when the pipeline starts.
     *
     * @throws IllegalArgumentException if there are none, or one cannot be a topic's name
     */
    public KafkaSourceBuilder<T> topics(String... names) {
        return topics(List.of(names));
    }

    /** Sets the topics as {@link #topics(String...)} does. */
    public KafkaSourceBuilder<T> topics(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("topics must name at least one topic");
        }
        names.forEach(Topics::requireLegal);
        subscription = new Subscription.Topics(List.copyOf(names));
        return this;
    }

    /**
     * Sets the topics by a regular expression that must match the whole name; topics that are created later are read too.
     *
     * @throws IllegalArgumentException if it is no regular expression
     */
    public KafkaSourceBuilder<T> topicPattern(String regularExpression) {
        try {
            subscription = new Subscription.Matching(Pattern.compile(regularExpression));
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "topicPattern '" + regularExpression + "' is no regular expression: " + malformed.getDescription()
                            + " near index " + malformed.getIndex(),
                    malformed);
        }
        return this;
    }

    /** Sets where a partition begins for which the group has no offset; by default at the earliest record. */
    public KafkaSourceBuilder<T> startFrom(KafkaStart place) {
        start = Objects.requireNonNull(place, "start");
        return this;
    }

    /** Sets how long a starting reader waits for a broker's answer; 10 seconds by default. */
    public KafkaSourceBuilder<T> connectTimeout(Duration timeout) {
        connection.connectTimeout(timeout);
        return this;
    }

    /**
     * Sets a property of Kafka's consumer, such as {@code max.poll.records} or {@code security.protocol}.
     *
     * @throws IllegalArgumentException if it would break a promise of this source; the message has the reason
     */
    public KafkaSourceBuilder<T> property(String name, String value) {
        connection.property(name, value);
        return this;
    }

    /** Sets a property of Kafka's consumer whose value must not be seen, such as {@code sasl.jaas.config}. */
    public KafkaSourceBuilder<T> property(String name, Secret value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Returns the source.
     *
     * @throws IllegalStateException if something is missing; the message names all of it
     */
    public KafkaSource<T> build() {
        List<String> missing = new ArrayList<>();
        String group = groupId;
        Subscription topics = subscription;
        if (group == null) {
            missing.add("groupId(...)");
        }
        if (topics == null) {
            missing.add("topics(...) or topicPattern(...)");
        }
        var target = connection.build("A Kafka source", missing);
        return new KafkaSource<>(new ConsumerSource<>(
                target, Objects.requireNonNull(group), Objects.requireNonNull(topics), start, decoders, gives));
    }
}
