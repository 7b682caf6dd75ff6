package dev.tributary.kafka;

import dev.tributary.kafka.internal.Topics;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link KafkaSink} writes exactly once: records and the position that covers them are committed in one transaction
 * of Kafka, and a run begins at the position that was committed last. Consumers that read with {@code read_committed}, as
 * {@link KafkaSource} does, see each element once.
 *
 * <p>Where the position is kept: if the pipeline reads topics of the same cluster as a member of a consumer group, and
 * writes to nothing else, in the offsets of the group, and as many processes as one likes share the work. Else in a
 * compacted topic of the pipeline's own; one process runs it at a time, and one that is started beside it takes over: the
 * older stops for good, with an error that names the newer.
 *
 * <p>Defaults: a commit once in 100 milliseconds; the name of the pipeline; the topic <code>{name}-positions</code>.
 *
 * <p>Immutable.
 */
public final class ExactlyOnce {

    private static final ExactlyOnce DEFAULT =
            new ExactlyOnce(Optional.empty(), Optional.empty(), Duration.ofMillis(100), Long.MAX_VALUE, false);

    private final Optional<String> name;
    private final Optional<String> positionsTopic;
    private final Duration interval;
    private final long records;
    private final boolean wholeTransactions;

    private ExactlyOnce(
            Optional<String> name,
            Optional<String> positionsTopic,
            Duration interval,
            long records,
            boolean wholeTransactions) {
        this.name = name;
        this.positionsTopic = positionsTopic;
        this.interval = interval;
        this.records = records;
        this.wholeTransactions = wholeTransactions;
    }

    /** Returns the defaults. */
    public static ExactlyOnce defaults() {
        return DEFAULT;
    }

    /**
     * Sets the {@code transactional.id}, which of all that writes to the cluster only this sink may use. A second
     * exactly-once sink of one pipeline needs a name of its own. Default: the pipeline's name.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public ExactlyOnce named(String transactionalId) {
        if (transactionalId.isBlank()) {
            throw new IllegalArgumentException("The name of an exactly-once sink must not be blank");
        }
        return new ExactlyOnce(Optional.of(transactionalId), positionsTopic, interval, records, wholeTransactions);
    }

    /**
     * Sets the topic of the positions, which no other pipeline may share. It is created, with one partition and compacted,
     * if it is not there. Default: <code>{name}-positions</code>.
     *
     * @throws IllegalArgumentException if it cannot be a topic's name
     */
    public ExactlyOnce positionsTopic(String topic) {
        Topics.requireLegal(topic);
        return new ExactlyOnce(name, Optional.of(topic), interval, records, wholeTransactions);
    }

    /**
     * Sets after how long what was written is committed, and so seen by others. Longer is a little faster, and costs as
     * much latency. Default: 100 milliseconds.
     *
     * @throws IllegalArgumentException if it is not from 1 millisecond to 10 minutes
     */
    public ExactlyOnce commitEvery(Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "The time between commits must be from 1 millisecond to 10 minutes, but is " + time);
        }
        return new ExactlyOnce(name, positionsTopic, Objects.requireNonNull(time), records, wholeTransactions);
    }

    /**
     * Sets after how many records what was written is committed at the latest, a position between them permitting.
     * Default: no such limit.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ExactlyOnce commitEveryRecords(long number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "The number of records between commits must be positive, but is " + number);
        }
        return new ExactlyOnce(name, positionsTopic, interval, number, wholeTransactions);
    }

    /**
     * Commits no transaction of the source in parts: its readers see all of its changes at once. By default a long one is
     * spread over several transactions of Kafka, each with its position. Kafka's {@code transaction.timeout.ms} is raised to
     * the most that the brokers admit (their {@code transaction.max.timeout.ms}); a transaction of the source that takes
     * longer ends the pipeline with an error, and nothing of it is visible.
     */
    public ExactlyOnce wholeTransactions() {
        return new ExactlyOnce(name, positionsTopic, interval, records, true);
    }

    /** Returns the {@code transactional.id}; empty for the pipeline's name. */
    public Optional<String> name() {
        return name;
    }

    /** Returns the topic of the positions; empty for <code>{name}-positions</code>. */
    public Optional<String> positionsTopic() {
        return positionsTopic;
    }

    /** Returns after how long what was written is committed. */
    public Duration interval() {
        return interval;
    }

    /** Returns after how many records what was written is committed at the latest. */
    public long records() {
        return records;
    }

    /** Returns whether no transaction of the source is committed in parts. */
    public boolean isWholeTransactions() {
        return wholeTransactions;
    }
}
