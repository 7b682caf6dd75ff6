package dev.tributary.kafka.internal;

import dev.tributary.spi.Split;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The splits of a Kafka source: one for each partition, named {@code topic-partition}. */
final class Partitions {

    private Partitions() {}

    static Split split(TopicPartition partition) {
        return new Split(partition.toString());
    }

    static Set<Split> splits(Collection<TopicPartition> partitions) {
        Set<Split> splits = new LinkedHashSet<>();
        partitions.forEach(partition -> splits.add(split(partition)));
        return splits;
    }

    static TopicPartition partition(Split split) {
        int dash = split.id().lastIndexOf('-');
        return new TopicPartition(
                split.id().substring(0, dash), Integer.parseInt(split.id().substring(dash + 1)));
    }
}
