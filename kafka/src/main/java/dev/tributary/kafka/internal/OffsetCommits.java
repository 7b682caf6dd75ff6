package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits offsets of what is stored, to the consumer group. A commit that fails loses nothing: a later one covers it, and
 * without one the records are read again. Confined to the reader's thread.
 */
final class OffsetCommits {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);

    /** Longer than transactions may take by default. */
    private static final Duration PENDING_LIMIT = Duration.ofMinutes(2);

    private final Consumer<?, ?> consumer;
    private final ConsumerSource<?> source;
    private final String place; // pipeline and source, for messages
    private final boolean kept;
    private final boolean shared;
    private final Map<TopicPartition, OffsetAndMetadata> unconfirmed = new HashMap<>();
    private @Nullable TributaryException failure;

    OffsetCommits(Consumer<?, ?> consumer, String pipeline, ConsumerSource<?> source) {
        this.consumer = consumer;
        this.source = source;
        this.place = pipeline + ": " + source.describe();
        this.kept = source.group().keepsOffsets();
        this.shared = !(source.subscription() instanceof Subscription.Fixed);
    }

    /** Returns what is committed of partitions; those of which nothing is are missing. */
    Map<TopicPartition, OffsetAndMetadata> of(Set<TopicPartition> partitions, Duration limit) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        if (kept) {
            committed(partitions, limit).forEach((partition, offset) -> {
                if (offset != null) {
                    found.put(partition, offset);
                }
            });
        }
        return found;
    }

    /**
     * Asks again for a while: as long as a transaction that commits offsets is open, be it one that a killed process has left,
     * its coordinator does not tell them.
     */
    private Map<TopicPartition, @Nullable OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration limit) {
        long deadline = System.nanoTime() + PENDING_LIMIT.toNanos();
        while (true) {
            try {
                return Wakeups.ignoring(() -> consumer.committed(partitions, limit));
            } catch (TimeoutException pending) {
                if (System.nanoTime() - deadline > 0) {
                    throw pending;
                }
            }
        }
    }

    /** Begins to commit, of the partitions that are still assigned, and does not wait. */
    void begin(Map<Split, Position> stored) {
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(stored);
        offsets.keySet().retainAll(consumer.assignment());
        if (kept && !offsets.isEmpty()) {
            unconfirmed.putAll(offsets);
            consumer.commitAsync(offsets, this::completed);
        }
    }

    private void completed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception thrown) {
        if (thrown == null) {
            offsets.forEach(unconfirmed::remove);
        } else if (!passes(thrown)) {
            failure = failed(thrown);
        }
    }

    /** Throws what a commit has failed of, if trying again would not help. */
    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Commits and waits for it. */
    void commit(Map<Split, Position> stored, Duration limit) {
        commitNow(offsets(stored), limit);
    }

    /** Commits what is not known to be committed, and waits for it. */
    void commitRest(Duration limit) {
        commitNow(new HashMap<>(unconfirmed), limit);
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
        if (!kept || offsets.isEmpty()) {
            return;
        }
        try {
            Wakeups.ignoring(() -> {
                consumer.commitSync(offsets, limit);
                return offsets;
            });
            offsets.forEach(unconfirmed::remove);
        } catch (KafkaException thrown) {
            if (!passes(thrown)) {
                throw failed(thrown);
            }
            LOG.warn(
                    "{}: the offsets {} were not committed; what was read since the last commit will be read again",
                    place,
                    offsets,
                    thrown);
        }
    }

    /** Forgets partitions that this consumer no longer has. */
    void forget(Collection<TopicPartition> partitions) {
        unconfirmed.keySet().removeAll(partitions);
    }

    private boolean passes(Exception thrown) {
        return thrown instanceof RetriableException
                || thrown instanceof RetriableCommitFailedException
                || (shared && thrown instanceof CommitFailedException)
                || thrown instanceof RebalanceInProgressException
                || thrown instanceof WakeupException;
    }

    private TributaryException failed(Exception thrown) {
        if (thrown instanceof CommitFailedException) {
            return new ConfigurationException(
                    place
                            + ": offsets cannot be committed, because the group has members that subscribe to topics; give a"
                            + " source of fixed partitions a groupId(...) of its own",
                    thrown);
        }
        return source.failure(thrown, place + ": offsets cannot be committed");
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<Split, Position> stored) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        stored.forEach((split, position) ->
                offsets.put(Partitions.partition(split), new OffsetAndMetadata(((KafkaPosition) position).next())));
        return offsets;
    }
}
