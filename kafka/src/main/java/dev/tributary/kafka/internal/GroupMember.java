package dev.tributary.kafka.internal;

import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer is in its group at present, for a sink that commits its offsets: the group's coordinator refuses those of a
 * member that it has given up. Thread-safe; the reader's thread sets it.
 */
public final class GroupMember {

    private volatile @Nullable ConsumerGroupMetadata metadata;

    /** Sets what the consumer is since its last poll. */
    void set(ConsumerGroupMetadata current) {
        metadata = current;
    }

    /** Returns what the consumer is. */
    ConsumerGroupMetadata metadata() {
        return Objects.requireNonNull(metadata, "the consumer has not joined its group");
    }
}
