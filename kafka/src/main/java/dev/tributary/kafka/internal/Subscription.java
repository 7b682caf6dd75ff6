package dev.tributary.kafka.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** What a source reads. */
public sealed interface Subscription {

    /** Returns the topics that must be there. */
    Set<String> required();

    /** Topics by name, which must exist. */
    record Topics(List<String> names) implements Subscription {
        @Override
        public Set<String> required() {
            return Set.copyOf(names);
        }
    }

    /** All topics, now and later, whose whole name matches. */
    record Matching(Pattern pattern) implements Subscription {
        @Override
        public Set<String> required() {
            return Set.of();
        }
    }

    /** Partitions that must exist; they are shared with nobody. */
    record Fixed(List<TopicPartition> partitions) implements Subscription {
        @Override
        public Set<String> required() {
            return partitions.stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet());
        }
    }
}
