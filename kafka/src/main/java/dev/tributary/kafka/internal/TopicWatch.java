package dev.tributary.kafka.internal;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Looks whether topics that are read are still there, since a consumer waits in silence for those that were deleted. It asks
 * what the consumer knows, and brokers only about topics that this does not have. Confined to the reader's thread.
 */
final class TopicWatch {

    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Consumer<?, ?> consumer;
    private final Set<String> topics;
    private long lookedAt = System.nanoTime();

    /**
     * Creates it.
     *
     * @param topics those that must be there
     */
    TopicWatch(Consumer<?, ?> consumer, Set<String> topics) {
        this.consumer = consumer;
        this.topics = topics;
    }

    /** Returns whether it is time to look and a topic seems to be gone. */
    boolean missesOne() {
        long now = System.nanoTime();
        if (now - lookedAt < EVERY_NANOS) {
            return false;
        }
        lookedAt = now;
        try {
            return topics.stream()
                    .anyMatch(topic -> Wakeups.ignoring(() -> consumer.partitionsFor(topic, LIMIT))
                            .isEmpty());
        } catch (TimeoutException brokersAreAway) {
            return false;
        }
    }
}
