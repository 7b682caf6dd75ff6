package dev.tributary.kafka.internal;

import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import dev.tributary.spi.SplitsLostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where an exactly-once sink keeps the positions of its pipeline, and who may write there. Confined to one thread at a time. */
sealed interface PositionPlace {

    /** Prepares for a producer that has just thrown out all others of its name. */
    void begin() throws InterruptedException;

    /** Returns what is kept of splits, encoded; empty where the source keeps it. */
    Map<Split, String> stored(Set<Split> splits);

    /** Adds positions to the producer's open transaction. */
    void add(Producer<byte[], byte[]> producer, Map<Split, Position> positions);

    /** Learns that a transaction with these positions is committed. */
    default void committed(Map<Split, Position> positions) {}

    /** Returns why the brokers no longer take what the producer writes in its transaction. */
    TributaryException refused(Exception cause) throws InterruptedException;

    /** A topic of its own. */
    final class InTopic implements PositionPlace {

        private final PositionsTopic topic;
        private final String pipeline;
        private final Claim claim;
        private final TimeLimit limit;
        private final Map<Split, Position> committed = new ConcurrentHashMap<>(); // by the sender's thread
        private Map<Split, String> stored = Map.of();

        /**
         * Creates it.
         *
         * @param claim what this instance has written there before
         * @param limit how long a transaction may take
         */
        InTopic(PositionsTopic topic, String pipeline, Claim claim, TimeLimit limit) {
            this.topic = topic;
            this.pipeline = pipeline;
            this.claim = claim;
            this.limit = limit;
        }

        @Override
        public void begin() throws InterruptedException {
            PositionsTopic.Contents contents = topic.read(IsolationLevel.READ_COMMITTED);
            Optional<String> rival = rival(contents);
            if (rival.isPresent()) {
                throw new SinkException(rival.get());
            }
            stored = contents.positions();
        }

        /** Returns what to say if another instance has claimed the positions after this one. */
        private Optional<String> rival(PositionsTopic.Contents contents) {
            return contents.owner()
                    .filter(owner -> !owner.id().equals(claim.id()))
                    .map(owner -> "Pipeline '" + pipeline + "' was started once more, by " + owner
                            + ", which has taken over: this instance (" + claim
                            + ") has stopped for good, and nothing that it"
                            + " had not committed is visible. Two that shall run side by side need different names");
        }

        @Override
        public Map<Split, String> stored(Set<Split> splits) {
            Map<Split, String> asked = new HashMap<>(stored);
            committed.forEach((split, position) -> asked.put(split, position.encode()));
            asked.keySet().retainAll(splits);
            return asked;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // committing throws what a message has failed of
        public void add(Producer<byte[], byte[]> producer, Map<Split, Position> positions) {
            positions.forEach((split, position) -> producer.send(topic.message(split, position)));
        }

        @Override
        public void committed(Map<Split, Position> positions) {
            committed.putAll(positions);
        }

        @Override
        public TributaryException refused(Exception cause) throws InterruptedException {
            Optional<String> rival = rival(topic.read(IsolationLevel.READ_UNCOMMITTED));
            return rival.isPresent() ? new SinkException(rival.get(), cause) : limit.exceeded(cause);
        }
    }

    /** The offsets of the consumer group that the pipeline reads as. */
    final class InGroup implements PositionPlace {

        private final TimeLimit limit;

        InGroup(TimeLimit limit) {
            this.limit = limit;
        }

        @Override
        public void begin() {}

        @Override
        public Map<Split, String> stored(Set<Split> splits) {
            return Map.of();
        }

        @Override
        public void add(Producer<byte[], byte[]> producer, Map<Split, Position> positions) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            GroupMember member = null;
            for (Map.Entry<Split, Position> position : positions.entrySet()) {
                KafkaPosition place = (KafkaPosition) position.getValue();
                offsets.put(Partitions.partition(position.getKey()), new OffsetAndMetadata(place.next()));
                member = place.member();
            }
            if (member != null) {
                producer.sendOffsetsToTransaction(offsets, member.metadata());
            }
        }

        @Override
        public TributaryException refused(Exception cause) {
            return cause instanceof CommitFailedException
                    ? new SplitsLostException(
                            "The group has given partitions that were read here to another member; what was read of them"
                                    + " since the last commit is written by that one",
                            cause)
                    : limit.exceeded(cause);
        }
    }

    /**
     * How long a transaction may take.
     *
     * @param text {@code transaction.timeout.ms}, for people
     * @param whole whether the limit is the brokers' own, and no transaction of the source may be parted to keep within it
     */
    record TimeLimit(String text, boolean whole) {

        private TributaryException exceeded(Exception cause) {
            String what = "The brokers have ended a transaction that was open for longer than transaction.timeout.ms ("
                    + text + "), or was cut off by a failure of theirs; nothing of it is visible";
            return whole
                    ? new SinkException(
                            what + ". If a transaction of the source takes longer than that, raise the brokers'"
                                    + " transaction.max.timeout.ms, or let it be committed in parts by leaving out"
                                    + " wholeTransactions()",
                            cause)
                    : new RetriableException(
                            what + ", and it is written again. If this comes again, steps are too slow for it: raise"
                                    + " transaction.timeout.ms",
                            cause);
        }
    }
}
