package dev.tributary.kafka.internal;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** What a source reads. */
public sealed interface Subscription {

    /** Topics by name, which must exist. */
    record Topics(List<String> names) implements Subscription {}

    /** All topics, now and later, whose whole name matches. */
    record Matching(Pattern pattern) implements Subscription {}

    /** Partitions that must exist; they are shared with nobody. */
    record Fixed(List<TopicPartition> partitions) implements Subscription {}
}
