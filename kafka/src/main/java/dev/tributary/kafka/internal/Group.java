package dev.tributary.kafka.internal;

import dev.tributary.spi.Member;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.jspecify.annotations.Nullable;

/**
 * The consumer group of a source.
 *
 * @param id the group, which keeps the offsets; null for none
 * @param instanceId tells a member over restarts, so that it keeps its partitions; null for a member as any other
 * @param protocol how the members share the partitions
 */
public record Group(@Nullable String id, @Nullable String instanceId, GroupProtocol protocol) {

    /** Returns the group as one of several members in one pipeline joins it: their names must differ. */
    Group of(Member member) {
        return instanceId == null ? this : new Group(id, instanceId + member.suffix(), protocol);
    }

    /** Returns whether it keeps the offsets of what is stored. */
    boolean keepsOffsets() {
        return id != null;
    }
}
