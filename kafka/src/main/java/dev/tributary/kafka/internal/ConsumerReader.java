package dev.tributary.kafka.internal;

import dev.tributary.RetriableException;
import dev.tributary.SourceException;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics as a member of a consumer group. All that a poll of the consumer gives is handed over at once, so that
 * nothing is in this class's hands when partitions come and go, which happens within the next poll.
 *
 * @param <T> the type of the elements
 */
final class ConsumerReader<T> implements SourceReader<T> {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration ABORTED_CLOSE_LIMIT = Duration.ofMillis(200);

    private final ConsumerSource<T> source;
    private final SourceContext context;
    private final GroupMember inGroup = new GroupMember();
    private final TransactionBounds bounds = new TransactionBounds();
    private final SubscriptionCheck check;
    private final PolledRecords<T> polled;
    private volatile @Nullable Membership membership;
    private volatile boolean aborted;

    /** The consumer and what belongs to it, from the first poll to the end. */
    private record Membership(
            Consumer<byte[], byte[]> consumer, OffsetCommits commits, Assignment assignment, TopicWatch watch) {}

    ConsumerReader(ConsumerSource<T> source, SourceContext context) {
        this.source = source;
        this.context = context;
        ElementDecoder<T> decoder = source.decoders().create();
        this.check = new SubscriptionCheck(source, context.pipeline(), decoder.tellsTransactions());
        this.polled = new PolledRecords<>(decoder, context.pipeline(), inGroup, bounds);
    }

    @Override
    public Batch<T> poll(Duration timeout) throws InterruptedException {
        Membership known = membership;
        Membership member = known == null ? join() : known;
        ConsumerRecords<byte[], byte[]> records = poll(member, timeout);
        if (records.isEmpty() && call(member, member.watch()::missesOne)) {
            checkWhileReading();
        }
        noteMembership(member.consumer());
        Batch.Builder<T> batch = Batch.builder();
        member.assignment().addBegins(batch, inGroup, bounds);
        for (TopicPartition partition : records.partitions()) {
            polled.add(
                    records.records(partition),
                    member.assignment().split(partition),
                    topic -> isPartitioned(member, topic),
                    batch);
        }
        // Beyond the last record, where a transaction's end or an aborted one follows.
        records.nextOffsets()
                .forEach((partition, next) -> batch.advanced(
                        member.assignment().split(partition), new KafkaPosition(next.offset(), inGroup)));
        return batch.build();
    }

    private Membership join() throws InterruptedException {
        check.run();
        Connection connection = source.connection();
        Consumer<byte[], byte[]> consumer;
        try {
            consumer = new KafkaConsumer<>(ConsumerOptions.properties(
                    connection, context.pipeline(), source.group().of(context.member())));
        } catch (KafkaException failure) {
            throw Cluster.connectFailed(connection, failure);
        }
        Membership member = member(consumer);
        membership = member;
        call(member, () -> begin(member));
        context.connected(connection.toString());
        return member;
    }

    private Membership member(Consumer<byte[], byte[]> consumer) {
        Connection connection = source.connection();
        OffsetCommits commits = new OffsetCommits(consumer, context.pipeline(), source);
        StartOffsets starts = new StartOffsets(consumer, source.start(), connection.limit());
        return new Membership(
                consumer,
                commits,
                new Assignment(consumer, context, commits, starts, connection, () -> noteMembership(consumer)),
                new TopicWatch(consumer, source.subscription().required()));
    }

    /** Learns in which generation of the group it is; offsets that are committed in the one before are refused. */
    private void noteMembership(Consumer<?, ?> consumer) {
        if (source.membership().isPresent()) {
            inGroup.set(consumer.groupMetadata());
        }
    }

    private Subscription begin(Membership member) {
        member.assignment().begin();
        Subscription what = source.subscription();
        if (what instanceof Subscription.Topics topics) {
            member.consumer().subscribe(topics.names(), member.assignment());
        } else if (what instanceof Subscription.Matching matching) {
            member.consumer().subscribe(matching.pattern(), member.assignment());
        } else if (what instanceof Subscription.Fixed fixed) {
            member.consumer().assign(fixed.partitions());
            member.assignment().onPartitionsAssigned(fixed.partitions());
        }
        return what;
    }

    private void checkWhileReading() throws InterruptedException {
        try {
            check.run();
        } catch (RetriableException brokersAreAway) {
            ensureNotAborted(); // else the consumer waits for them
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Membership member, Duration timeout) throws InterruptedException {
        member.commits().throwIfFailed();
        try {
            ensureNotAborted();
            ConsumerRecords<byte[], byte[]> records =
                    call(member, () -> member.consumer().poll(timeout));
            member.assignment().throwIfFailed();
            return records;
        } catch (WakeupException woken) {
            ensureNotAborted();
            return ConsumerRecords.empty();
        }
    }

    private <R> R call(Membership member, Supplier<R> call) throws InterruptedException {
        try {
            return call.get();
        } catch (InterruptException breakOff) {
            Thread.interrupted(); // the client has set the flag again
            throw (InterruptedException)
                    new InterruptedException("interrupted while reading from Kafka").initCause(breakOff);
        } catch (WakeupException woken) {
            throw woken;
        } catch (OffsetOutOfRangeException gone) {
            throw gone(member, gone);
        } catch (KafkaException failure) {
            member.assignment().throwIfFailed();
            throw source.failure(failure, "Reading from " + source.describe() + " failed");
        }
    }

    private SourceException gone(Membership member, OffsetOutOfRangeException gone) {
        Map<TopicPartition, Long> wanted = gone.offsetOutOfRangePartitions();
        Map<TopicPartition, Long> oldest = Wakeups.ignoring(() -> member.consumer()
                .beginningOffsets(wanted.keySet(), source.connection().limit()));
        StringJoiner places = new StringJoiner("; ");
        wanted.forEach((partition, offset) -> places.add(
                partition + " has no offset " + offset + " any more, its records begin at " + oldest.get(partition)));
        String group = source.group().id();
        String remedy = group == null
                ? "let the pipeline begin without its saved position"
                : "stop all members and run kafka-consumer-groups --group " + group
                        + " --reset-offsets --to-earliest --all-topics --execute";
        return new SourceException(
                "The " + (group == null ? "position in " : "group '" + group + "' of ") + source.connection()
                        + " stands where no records are: " + places
                        + ". They were deleted before they were read, or the topic was created anew. To go on with what"
                        + " is there, " + remedy,
                gone);
    }

    private void ensureNotAborted() {
        if (aborted) {
            throw source.brokenOff();
        }
    }

    private boolean isPartitioned(Membership member, String topic) throws InterruptedException {
        Duration limit = source.connection().limit();
        return call(member, () -> Wakeups.ignoring(() -> member.consumer().partitionsFor(topic, limit)))
                        .size()
                > 1;
    }

    @Override
    public void acknowledge(Map<Split, Position> durable) {
        Membership member = membership;
        if (member != null) {
            member.commits().begin(durable);
        }
    }

    @Override
    public Map<Split, Position> end() throws InterruptedException {
        Membership member = membership;
        if (member == null || !member.assignment().hasJoined()) {
            throw new RetriableException("The group has not given this member its partitions yet");
        }
        Consumer<?, ?> consumer = member.consumer();
        Map<TopicPartition, Long> ends = call(
                member,
                () -> Wakeups.ignoring(() -> consumer.endOffsets(
                        consumer.assignment(), source.connection().limit())));
        Map<Split, Position> positions = new HashMap<>();
        ends.forEach(
                (partition, offset) -> positions.put(member.assignment().split(partition), new KafkaPosition(offset)));
        return positions;
    }

    /** Polls with all partitions paused, which keeps this member in the group and follows rebalances. */
    @Override
    public void idle() throws InterruptedException {
        Membership member = membership;
        if (member == null) {
            return;
        }
        Consumer<byte[], byte[]> consumer = member.consumer();
        consumer.pause(consumer.assignment());
        member.assignment().idle(true);
        try {
            ConsumerRecords<byte[], byte[]> early = poll(member, Duration.ZERO);
            early.partitions()
                    .forEach(partition -> consumer.seek(
                            partition, early.records(partition).get(0).offset()));
        } finally {
            member.assignment().idle(false);
            consumer.resume(consumer.paused());
        }
    }

    @Override
    public void wakeup() {
        Membership member = membership;
        if (member != null) {
            member.consumer().wakeup();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        check.abort();
        wakeup();
    }

    /** Commits what was acknowledged and leaves the group, unless it was aborted. */
    @Override
    public void close() {
        Membership member = membership;
        if (member == null) {
            return;
        }
        membership = null;
        boolean interrupted = Thread.interrupted(); // leaving must not be cut short
        member.assignment().close();
        try {
            if (!aborted) {
                member.commits().commitRest(CLOSE_LIMIT);
            }
        } finally {
            member.consumer().close(CloseOptions.timeout(aborted ? ABORTED_CLOSE_LIMIT : CLOSE_LIMIT));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
