package dev.tributary.kafka.internal;

import java.util.List;
import java.util.regex.Pattern;

/** What topics a source reads. */
public sealed interface Subscription {

    /** Topics by name, which must exist. */
    record Topics(List<String> names) implements Subscription {}

    /** All topics, now and later, whose whole name matches. */
    record Matching(Pattern pattern) implements Subscription {}
}
