package dev.tributary.examples;

import dev.tributary.examples.LaterRecords.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts letters back into their topics, in a transaction that also commits that they are done. Before the commit it looks
 * once more at what lies between the end that was looked at before and the letter's new place: if its key has a record
 * there, the transaction is aborted, and the letter left out. So a newer version lies behind the letter or keeps it out,
 * whoever writes at the same time. Confined to one thread.
 */
final class PutBack implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final LaterRecords all;
    private final ConsumerGroupMetadata group;
    private final Optional<String> otherTopic;

    /** Where letters are now, and which were left out for the sake of a newer record. */
    record Outcome(Map<Letter, RecordMetadata> done, Map<Letter, String> newer) {}

    /**
     * Prepares to put letters back.
     *
     * @param group that remembers which letters are done
     */
    PutBack(Map<String, Object> client, ConsumerGroupMetadata group, Optional<String> otherTopic) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "redrive-" + group.groupId());
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.all = new LaterRecords(client, IsolationLevel.READ_UNCOMMITTED);
        this.group = group;
        this.otherTopic = otherTopic;
        producer.initTransactions();
    }

    /**
     * Puts letters back.
     *
     * @param lookedAt up to where each original partition has been searched for newer records
     * @param next what to commit of the dead-letter topic
     */
    Outcome put(List<Letter> letters, Map<TopicPartition, Long> lookedAt, Map<TopicPartition, OffsetAndMetadata> next)
            throws InterruptedException, ExecutionException {
        Map<Letter, String> newer = new LinkedHashMap<>();
        Map<TopicPartition, Set<Long>> own = new HashMap<>(); // of all tries: what was aborted is seen here too
        List<Letter> rest = new ArrayList<>(letters);
        while (true) {
            producer.beginTransaction();
            Map<Letter, RecordMetadata> sent = send(rest);
            sent.values()
                    .forEach(place -> own.computeIfAbsent(partition(place), p -> new HashSet<>())
                            .add(place.offset()));
            Map<Letter, String> between = between(sent, lookedAt, own);
            if (between.isEmpty()) {
                producer.sendOffsetsToTransaction(next, group);
                producer.commitTransaction();
                return new Outcome(sent, newer);
            }
            producer.abortTransaction();
            newer.putAll(between);
            rest.removeAll(between.keySet());
        }
    }

    private Map<Letter, RecordMetadata> send(List<Letter> letters) throws InterruptedException, ExecutionException {
        Map<Letter, Future<RecordMetadata>> sending = new LinkedHashMap<>();
        letters.forEach(letter -> sending.put(letter, producer.send(letter.original(otherTopic))));
        producer.flush();
        Map<Letter, RecordMetadata> sent = new LinkedHashMap<>();
        for (Map.Entry<Letter, Future<RecordMetadata>> one : sending.entrySet()) {
            sent.put(one.getKey(), one.getValue().get());
        }
        return sent;
    }

    /** Returns the letters before whose new place their key has a record that was not looked at before. */
    private Map<Letter, String> between(
            Map<Letter, RecordMetadata> sent, Map<TopicPartition, Long> lookedAt, Map<TopicPartition, Set<Long>> own) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<Letter, Wanted> wanted = new LinkedHashMap<>();
        sent.forEach((letter, place) -> {
            TopicPartition partition = partition(place);
            ends.merge(partition, place.offset(), Math::max);
            letter.key()
                    .ifPresent(
                            key -> wanted.put(letter, new Wanted(partition, from(letter, partition, lookedAt), key)));
        });
        Map<Wanted, Long> found = all.find(wanted.values(), ends, own);
        Map<Letter, String> between = new LinkedHashMap<>();
        wanted.forEach((letter, one) -> {
            Long offset = found.get(one);
            if (offset != null) {
                between.put(letter, one.partition() + " offset " + offset);
            }
        });
        return between;
    }

    private static TopicPartition partition(RecordMetadata place) {
        return new TopicPartition(place.topic(), place.partition());
    }

    /** In another topic offsets tell nothing; there a record counts that is not older than the letter's own. */
    private long from(Letter letter, TopicPartition partition, Map<TopicPartition, Long> lookedAt) {
        return otherTopic.isPresent()
                ? all.firstSince(partition, letter.timestamp())
                : Objects.requireNonNull(lookedAt.get(partition));
    }

    @Override
    public void close() {
        producer.close();
        all.close();
    }
}
