package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.DecodeException;
import dev.tributary.RetriableException;
import dev.tributary.SourceException;
import dev.tributary.TableChange;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics as a member of a consumer group. All that a poll of the consumer gives is handed over at once, so that
 * nothing is in this class's hands when partitions come and go, which happens within the next poll.
 *
 * @param <T> the type of the elements
 */
final class ConsumerReader<T> implements SourceReader<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerReader.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration ABORTED_CLOSE_LIMIT = Duration.ofMillis(200);

    /**
     * A partition can be given up, and a transaction of the sink committed, at a position and not between two: so many steps
     * are run meanwhile at most.
     */
    private static final int RECORDS_PER_POSITION = 16;

    /** About what the objects around a record take. */
    private static final int RECORD_OVERHEAD = 200;

    private final ConsumerSource<T> source;
    private final SourceContext context;
    private final ElementDecoder<T> decoder;
    private final Decoded<T> decoded = new Decoded<>();
    private final GroupMember inGroup = new GroupMember();
    private final TransactionBounds bounds = new TransactionBounds();
    private volatile @Nullable Cluster checking;
    private volatile @Nullable Membership membership;
    private volatile boolean aborted;

    /** The consumer and what belongs to it, from the first poll to the end. */
    private record Membership(
            Consumer<byte[], byte[]> consumer, OffsetCommits commits, Assignment assignment, TopicWatch watch) {}

    ConsumerReader(ConsumerSource<T> source, SourceContext context) {
        this.source = source;
        this.context = context;
        this.decoder = source.decoders().create();
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
            add(member, records.records(partition), member.assignment().split(partition), batch);
        }
        // Beyond the last record, where a transaction's end or an aborted one follows.
        records.nextOffsets()
                .forEach((partition, next) -> batch.advanced(
                        member.assignment().split(partition), new KafkaPosition(next.offset(), inGroup)));
        return batch.build();
    }

    /** Adds the records of one partition; after each few, and all, a position covers everything that was added. */
    private void add(
            Membership member, List<ConsumerRecord<byte[], byte[]>> records, Split split, Batch.Builder<T> batch)
            throws InterruptedException {
        int unmarked = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (unmarked == RECORDS_PER_POSITION) {
                batch.advanced(split, new KafkaPosition(record.offset(), inGroup));
                unmarked = 0;
            }
            add(member, record, split, batch);
            unmarked++;
        }
        batch.advanced(split, new KafkaPosition(records.get(records.size() - 1).offset() + 1, inGroup));
    }

    private Membership join() throws InterruptedException {
        check();
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
            check();
        } catch (RetriableException brokersAreAway) {
            ensureNotAborted(); // else the consumer waits for them
        }
    }

    /** A consumer waits in silence for brokers and topics that are not there, so these are asked for first. */
    private void check() throws InterruptedException {
        Connection connection = source.connection();
        try (Cluster cluster = Cluster.of(
                connection, connection.admin(context.pipeline(), ConsumerConfig.configNames()), Use.READING)) {
            checking = cluster;
            ensureNotAborted();
            cluster.awaitBroker();
            if (source.subscription() instanceof Subscription.Topics topics) {
                for (String topic : topics.names()) {
                    requireOrder(topic, partitions(cluster, topic));
                }
            } else if (source.subscription() instanceof Subscription.Fixed fixed) {
                for (TopicPartition partition : fixed.partitions()) {
                    require(cluster, partition);
                }
            }
        } finally {
            checking = null;
        }
    }

    private int partitions(Cluster cluster, String topic) throws InterruptedException {
        return cluster.partitions(topic)
                .orElseThrow(() ->
                        new ConfigurationException("Topic '" + topic + "' does not exist at " + source.connection()
                                + ": create it (kafka-topics --create --topic " + topic + "), or correct its name"));
    }

    private void requireOrder(String topic, int partitions) {
        if (decoder.tellsTransactions() && partitions > 1) {
            throw new ConfigurationException("Topic '" + topic + "' at " + source.connection() + " has " + partitions
                    + " partitions, so that the changes of a transaction are in several and in no order:"
                    + " ChangeReading.transactions() needs a topic of one partition");
        }
    }

    private void require(Cluster cluster, TopicPartition partition) throws InterruptedException {
        int there = partitions(cluster, partition.topic());
        if (partition.partition() >= there) {
            throw new ConfigurationException("Topic '" + partition.topic() + "' at " + source.connection()
                    + " has no partition " + partition.partition() + ", only those from 0 to " + (there - 1)
                    + ": correct partitions(...), or give the topic more");
        }
        requireOrder(partition.topic(), there);
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
            throw new SourceException("Reading from " + source.describe() + " was broken off");
        }
    }

    private void add(Membership member, ConsumerRecord<byte[], byte[]> record, Split split, Batch.Builder<T> batch)
            throws InterruptedException {
        KafkaOrigin origin = KafkaOrigin.of(record);
        int bytes = RECORD_OVERHEAD + length(record.key()) + length(record.value());
        batch.holding(bytes);
        decoded.clear();
        try {
            decoder.decode(record, origin, split, bytes, decoded);
        } catch (RetriableException | ConfigurationException notOfTheRecord) {
            throw notOfTheRecord;
        } catch (RuntimeException malformed) {
            batch.undecodable(
                    new Undecodable(split, origin, record.key(), record.value(), undecodable(origin, malformed)));
            return;
        }
        if (decoder.tellsTransactions()) {
            addInTransactions(record, split, batch);
        } else {
            decoded.records().forEach(batch::record);
        }
        for (TableChange change : decoded.tableChanges()) {
            if (change instanceof TableChange.Altered || !isPartitioned(member, record.topic())) {
                batch.tableChanged(split, change);
            } else {
                addPartitioned(change, origin, record, split, batch);
            }
        }
    }

    /**
     * Adds change events with the bounds of their transactions, at each of which there is a position. No transaction ends between
     * the delete and the insert that a changed key has become.
     */
    private void addInTransactions(ConsumerRecord<byte[], byte[]> record, Split split, Batch.Builder<T> batch) {
        boolean insertFollows = record.headers().lastHeader(ChangeEncoder.NEW_KEY) != null;
        boolean ended = false;
        for (StreamRecord<T> element : decoded.records()) {
            ChangeEvent event = (ChangeEvent) element.value();
            if (bounds.endsBefore(event, split, batch)) {
                batch.advanced(split, new KafkaPosition(record.offset(), inGroup));
            }
            bounds.before(event, split, batch);
            batch.record(element);
            ended = !insertFollows && bounds.endsWith(event, split, batch);
        }
        if (ended) {
            batch.advanced(split, new KafkaPosition(record.offset() + 1, inGroup));
        }
    }

    private boolean isPartitioned(Membership member, String topic) throws InterruptedException {
        Duration limit = source.connection().limit();
        return call(member, () -> Wakeups.ignoring(() -> member.consumer().partitionsFor(topic, limit)))
                        .size()
                > 1;
    }

    /** Adds a change of a table that stands in one of several partitions, as the source was told. */
    private void addPartitioned(
            TableChange change,
            KafkaOrigin origin,
            ConsumerRecord<byte[], byte[]> record,
            Split split,
            Batch.Builder<T> batch) {
        String what = change.getClass().getSimpleName() + " of table " + change.table();
        switch (decoder.partitionedTableChanges()) {
            case APPLY -> batch.tableChanged(split, change);
            case SKIP ->
                LOG.warn(
                        "{}: passed over at {}, since the topic has several partitions: {}",
                        context.pipeline(),
                        origin,
                        what);
            case FAIL ->
                batch.undecodable(new Undecodable(
                        split,
                        origin,
                        record.key(),
                        record.value(),
                        new DecodeException("The record " + origin + " tells of a change of a whole table (" + what
                                + "), but its topic has several partitions, so that its place among the rows is not"
                                + " known: let the topic have one partition, choose by"
                                + " ChangeReading.partitionedTableChanges(...), or empty the target yourself and skip the"
                                + " record by the error policy for decoding")));
        }
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static DecodeException undecodable(KafkaOrigin origin, RuntimeException malformed) {
        String message = "The record " + origin + " cannot be decoded: ";
        return malformed instanceof DecodeException known
                ? new DecodeException(message + known.getMessage(), known)
                // What another deserializer says may quote the record.
                : new DecodeException(message + malformed.getClass().getSimpleName(), malformed);
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
        Cluster asked = checking;
        if (asked != null) {
            asked.close();
        }
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
