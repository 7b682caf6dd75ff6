package dev.tributary.kafka.internal;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this member of the group reads. What comes is sought to where it begins; what goes to another
 * member is stored first, as far as a step or sink has it, and its offsets are committed before the other begins; what was
 * lost is neither stored nor committed.
 *
 * <p>Confined to the reader's thread: the consumer calls back within its own calls.
 */
final class Assignment implements ConsumerRebalanceListener {

    private final Consumer<?, ?> consumer;
    private final SourceContext context;
    private final OffsetCommits commits;
    private final StartOffsets starts;
    private final Duration limit;
    private final Duration pollInterval;
    private final Runnable onMembership;
    private final Map<TopicPartition, Split> splits = new HashMap<>();
    private final Map<TopicPartition, Long> begins = new LinkedHashMap<>();
    private boolean joined;
    private boolean idle;
    private boolean closing;
    private @Nullable Exception failure;

    Assignment(
            Consumer<?, ?> consumer,
            SourceContext context,
            OffsetCommits commits,
            StartOffsets starts,
            Connection connection,
            Runnable onMembership) {
        this.consumer = consumer;
        this.context = context;
        this.commits = commits;
        this.starts = starts;
        this.limit = connection.limit();
        this.onMembership = onMembership;
        this.pollInterval = ConsumerOptions.pollInterval(connection);
    }

    /** Prepares for the first partitions. */
    void begin() {
        starts.begin();
    }

    private interface Callback {
        void run() throws InterruptedException;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        call(() -> {
            joined = true;
            onMembership.run();
            if (partitions.isEmpty()) {
                return;
            }
            partitions.forEach(partition -> splits.put(partition, Partitions.split(partition)));
            begin(partitions, context.assigned(Partitions.splits(partitions)));
            if (idle) {
                consumer.pause(partitions);
            }
        });
    }

    private void begin(Collection<TopicPartition> partitions, Map<Split, Position> saved) {
        Set<TopicPartition> open = new HashSet<>(partitions);
        saved.forEach((split, position) -> {
            TopicPartition partition = Partitions.partition(split);
            seek(partition, new OffsetAndMetadata(((KafkaPosition) position).next()));
            open.remove(partition);
        });
        if (open.isEmpty()) {
            return;
        }
        commits.of(open, limit).forEach((partition, offset) -> {
            seek(partition, offset);
            open.remove(partition);
        });
        if (!open.isEmpty()) {
            starts.of(open).forEach((partition, offset) -> seek(partition, new OffsetAndMetadata(offset)));
        }
    }

    private void seek(TopicPartition partition, OffsetAndMetadata offset) {
        consumer.seek(partition, offset);
        begins.put(partition, offset.offset());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty() || closing) {
            return;
        }
        call(() -> {
            joined = false; // until it has learnt what it keeps
            onMembership.run(); // what is stored now may be committed by the sink
            // The group takes this member for dead, and gives the partitions away, when the poll interval has passed.
            Map<Split, Position> stored = context.revoked(
                    Partitions.splits(partitions), pollInterval.multipliedBy(8).dividedBy(10));
            commits.commit(stored, pollInterval.dividedBy(10));
            forget(partitions);
        });
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty() || closing) {
            return;
        }
        call(() -> {
            context.lost(Partitions.splits(partitions));
            forget(partitions);
        });
    }

    private void forget(Collection<TopicPartition> partitions) {
        commits.forget(partitions);
        splits.keySet().removeAll(partitions);
        begins.keySet().removeAll(partitions);
    }

    /** Keeps what the pipeline throws: the consumer would wrap it, and perhaps go on with other callbacks first. */
    @SuppressWarnings("IllegalCatch") // it is thrown again by throwIfFailed
    private void call(Callback callback) {
        if (failure != null) {
            return;
        }
        try {
            callback.run();
        } catch (KafkaException ofTheConsumer) {
            throw ofTheConsumer;
        } catch (InterruptedException | RuntimeException thrown) {
            failure = thrown;
            throw new KafkaException("a rebalance could not be followed", thrown);
        }
    }

    /** Throws what the pipeline has thrown within a callback. */
    void throwIfFailed() throws InterruptedException {
        if (failure instanceof InterruptedException breakOff) {
            throw breakOff;
        }
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
    }

    /**
     * Adds where partitions begin that were not told yet.
     *
     * @param bounds learn that these begin anew
     */
    void addBegins(Batch.Builder<?> batch, GroupMember member, TransactionBounds bounds) {
        begins.forEach((partition, offset) -> {
            bounds.begin(split(partition));
            batch.advanced(split(partition), new KafkaPosition(offset, member));
        });
        begins.clear();
    }

    /** Returns the split of a partition. */
    Split split(TopicPartition partition) {
        return splits.computeIfAbsent(partition, Partitions::split);
    }

    /** Returns whether the group has given this member its share, which may be nothing. */
    boolean hasJoined() {
        return joined;
    }

    /** Sets whether partitions that come now must wait. */
    void idle(boolean value) {
        idle = value;
    }

    /** Lets the consumer leave the group without asking for anything more. */
    void close() {
        closing = true;
    }
}
