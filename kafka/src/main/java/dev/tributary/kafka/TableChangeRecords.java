package dev.tributary.kafka;

import dev.tributary.kafka.internal.Topics;
import java.util.Optional;

/**
 * Whether and where a sink writes changes of tables as a whole ({@link dev.tributary.TableChange}), as
 * {@link dev.tributary.format.EnvelopeWriter} forms them.
 *
 * <p>Immutable.
 */
public final class TableChangeRecords {

    private static final TableChangeRecords NONE = new TableChangeRecords(false, Optional.empty());
    private static final TableChangeRecords IN_TOPICS = new TableChangeRecords(true, Optional.empty());

    private final boolean written;
    private final Optional<String> topic;

    private TableChangeRecords(boolean written, Optional<String> topic) {
        this.written = written;
        this.topic = topic;
    }

    /** They are not written. */
    public static TableChangeRecords none() {
        return NONE;
    }

    /**
     * Each is written into the topic of its table, without a key, so that the topic must not be compacted. In a topic
     * of several partitions it stands in one of them, and says nothing of the order of the rows in the others. Only
     * {@link ChangeFormat#debezium()} has a form for it.
     */
    public static TableChangeRecords inTopics() {
        return IN_TOPICS;
    }

    /**
     * All are written into one partition of a topic of their own. Of what the sink says of its topics only
     * {@code replicationFactor} and {@code createTopics} hold for it.
     *
     * @throws IllegalArgumentException if it cannot be a topic's name
     */
    public static TableChangeRecords topic(String name) {
        Topics.requireLegal(name);
        return new TableChangeRecords(true, Optional.of(name));
    }

    /** Returns whether they are written. */
    public boolean areWritten() {
        return written;
    }

    /** Returns the topic of their own; empty where there is none. */
    public Optional<String> topic() {
        return topic;
    }
}
