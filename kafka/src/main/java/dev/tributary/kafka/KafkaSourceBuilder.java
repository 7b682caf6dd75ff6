package dev.tributary.kafka;

import dev.tributary.Secret;
import dev.tributary.kafka.internal.Connection;
import dev.tributary.kafka.internal.ConnectionBuilder;
import dev.tributary.kafka.internal.ConsumerOptions;
import dev.tributary.kafka.internal.ConsumerSource;
import dev.tributary.kafka.internal.ElementDecoder;
import dev.tributary.kafka.internal.Group;
import dev.tributary.kafka.internal.Subscription;
import dev.tributary.kafka.internal.Topics;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KafkaSource}.
 *
 * <p>Defaults: the classic group protocol with cooperative rebalancing, {@code session.timeout.ms} 10 seconds (with
 * {@link #groupInstanceId} Kafka's own 45), {@code fetch.max.bytes} 16 MiB.
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
    private @Nullable String groupInstanceId;
    private GroupProtocol groupProtocol = GroupProtocol.CLASSIC;
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
     * Sets the consumer group, which keeps the offsets and shares the partitions among the pipelines that name it. With
     * {@link #partitions(List)} it only keeps the offsets, and may be left out: the pipeline's
     * {@link dev.tributary.CheckpointStore} keeps them then.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public KafkaSourceBuilder<T> groupId(String id) {
        groupId = notBlank("groupId", id);
        return this;
    }

    /**
     * Makes this source a static member of its group: one that comes back under the same name within the session timeout
     * has its partitions again, without a rebalance. Meanwhile nobody reads them, also after an orderly stop. With
     * {@link dev.tributary.PipelineBuilder#parallelism} each run's name is this one with its number: {@code name-1}.
     *
     * @param id a name that no other member of the group has, and that stays the same over restarts
     * @throws IllegalArgumentException if it is blank
     */
    public KafkaSourceBuilder<T> groupInstanceId(String id) {
        groupInstanceId = notBlank("groupInstanceId", id);
        return this;
    }

    private static String notBlank(String what, String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return id;
    }

    /**
     * Sets how the members of the group share the partitions; {@link GroupProtocol#CLASSIC} by default. With
     * {@link GroupProtocol#CONSUMER}, which brokers have from Kafka 4.0 on, the broker assigns them, and only members
     * whose partitions move take note; the session timeout is then a setting of the broker or group
     * ({@code consumer.session.timeout.ms}, 45 seconds by default). Members of either kind may be in a group while it is
     * moved from one to the other.
     */
    public KafkaSourceBuilder<T> groupProtocol(GroupProtocol protocol) {
        groupProtocol = Objects.requireNonNull(protocol, "protocol");
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

    /** Sets the partitions as {@link #partitions(List)} does. */
    public KafkaSourceBuilder<T> partitions(TopicPartition... fixed) {
        return partitions(List.of(fixed));
    }

    /**
     * Sets the partitions to read, instead of a share of topics: this source joins no group, and nobody but the host sees
     * to it that each partition is read by one pipeline. They must exist when the pipeline starts.
     *
     * @throws IllegalArgumentException if there are none, one is named twice, or a topic's name is none
     */
    public KafkaSourceBuilder<T> partitions(List<TopicPartition> fixed) {
        if (fixed.isEmpty()) {
            throw new IllegalArgumentException("partitions must name at least one partition");
        }
        if (Set.copyOf(fixed).size() != fixed.size()) {
            throw new IllegalArgumentException("partitions must not name one twice, but are " + fixed);
        }
        for (TopicPartition partition : fixed) {
            Topics.requireLegal(partition.topic());
            if (partition.partition() < 0) {
                throw new IllegalArgumentException("A partition must not be negative, but is " + partition);
            }
        }
        subscription = new Subscription.Fixed(List.copyOf(fixed));
        return this;
    }

    /** Sets where a partition begins for which there is no offset yet; by default at the earliest record. */
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

    /**
     * Sets a property of Kafka's consumer whose value must not be seen, such as {@code sasl.jaas.config}. The secret is asked for
     * its value by each attempt of the pipeline, so a password that was changed is picked up by the next.
     *
     * @throws IllegalArgumentException if it would break a promise, or is one that Kafka itself writes to the log
     */
    public KafkaSourceBuilder<T> property(String name, Secret value) {
        connection.property(name, value);
        return this;
    }

    /**
     * Returns the source.
     *
     * @throws IllegalStateException if something is missing or contradictory; the message names all of it
     */
    public KafkaSource<T> build() {
        List<String> missing = new ArrayList<>();
        Subscription what = subscription;
        boolean fixed = what instanceof Subscription.Fixed;
        if (groupId == null && !fixed) {
            missing.add("groupId(...)");
        }
        if (what == null) {
            missing.add("topics(...), topicPattern(...) or partitions(...)");
        }
        Connection target = connection.build("A Kafka source", missing);
        List<String> contradictions = contradictions(fixed, target);
        if (!contradictions.isEmpty()) {
            throw new IllegalStateException("A Kafka source cannot have " + String.join("; nor ", contradictions));
        }
        Set<Trait> all = new HashSet<>(gives);
        if (!fixed) {
            all.add(Trait.SHARED_SPLITS);
        }
        return new KafkaSource<>(new ConsumerSource<>(
                target,
                new Group(groupId, groupInstanceId, groupProtocol),
                Objects.requireNonNull(what),
                start,
                decoders,
                Set.copyOf(all)));
    }

    private static boolean isOne(@Nullable Subscription what) {
        return what == null
                || (what instanceof Subscription.Topics topics && topics.names().size() == 1)
                || (what instanceof Subscription.Fixed fixed
                        && fixed.partitions().size() == 1);
    }

    private List<String> contradictions(boolean fixed, Connection target) {
        List<String> found = new ArrayList<>();
        if (fixed && groupInstanceId != null) {
            found.add("groupInstanceId(...) with partitions(...), which join no group");
        }
        if (fixed && groupProtocol != GroupProtocol.CLASSIC) {
            found.add("groupProtocol(...) with partitions(...), which join no group");
        }
        if (gives.contains(Trait.TRANSACTIONS) && !isOne(subscription)) {
            found.add(
                    "ChangeReading.transactions() with more than one topic: changes of different topics are in no order");
        }
        ConsumerOptions.refusedBy(groupProtocol, target)
                .forEach(name -> found.add("the property " + name
                        + " with groupProtocol(CONSUMER), which leaves that to the broker: set it there for the group"
                        + " (kafka-configs --entity-type groups), or use the classic protocol"));
        return found;
    }
}
