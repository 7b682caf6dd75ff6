package dev.tributary.examples;

import dev.tributary.examples.LaterRecords.Wanted;
import dev.tributary.kafka.DeadLetterHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts dead letters back into the topics that they came from, never over a newer record of the same key. */
@Command(
        name = "redrive",
        description = {
            "Put the records of a dead-letter topic back where they came from.",
            "A letter whose key has a newer record is left out. Each letter is put back or left out once: the group's"
                    + " offsets tell where the next run begins."
        })
final class Redrive implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT[,…]", description = "Kafka brokers.")
    private String bootstrap = "";

    @Option(names = "--dead-letters", required = true, paramLabel = "TOPIC", description = "The topic of dead letters.")
    private String deadLetters = "";

    @Option(
            names = "--group",
            defaultValue = "redrive",
            description = "The consumer group that remembers which letters are done; default: redrive.")
    private String group = "";

    @Option(
            names = "--to-topic",
            paramLabel = "TOPIC",
            description = "Put all letters into this topic instead of their own.")
    private Optional<String> otherTopic = Optional.empty();

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties of the Kafka clients, such as security.protocol.")
    private Optional<Path> clientConfig = Optional.empty();

    private int putBack;
    private int leftOut;
    private int unknown;

    @Override
    public Integer call() throws InterruptedException, ExecutionException, IOException {
        Map<String, Object> client = client();
        try (Consumer<byte[], byte[]> consumer = consumer(client);
                LaterRecords committed = new LaterRecords(client, IsolationLevel.READ_COMMITTED)) {
            requireTopic(committed, deadLetters);
            if (otherTopic.isPresent()) {
                requireTopic(committed, otherTopic.get());
            }
            if (dryRun) {
                redrive(consumer, committed, Optional.empty());
            } else {
                try (PutBack target = new PutBack(client, consumer.groupMetadata(), otherTopic)) {
                    redrive(consumer, committed, Optional.of(target));
                }
            }
        }
        System.out.println((dryRun ? "dry run: " : "") + putBack + " put back, " + leftOut
                + " left out since there is a newer record, " + unknown + " that are no dead letters");
        return 0;
    }

    private Map<String, Object> client() throws IOException {
        Properties given = new Properties();
        if (clientConfig.isPresent()) {
            try (InputStream file = Files.newInputStream(clientConfig.get())) {
                given.load(file);
            }
        }
        Map<String, Object> client = new HashMap<>();
        given.stringPropertyNames().forEach(name -> client.put(name, given.getProperty(name)));
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return client;
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void requireTopic(LaterRecords cluster, String topic) {
        if (!cluster.knows(topic)) {
            throw new IllegalStateException("There is no topic '" + topic + "': create it, or correct its name");
        }
    }

    /** Goes through the letters that are there now. */
    private void redrive(Consumer<byte[], byte[]> consumer, LaterRecords committed, Optional<PutBack> target)
            throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions = consumer.partitionsFor(deadLetters).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                handle(letters(records), records.nextOffsets(), committed, target);
            }
        }
    }

    /** Returns the letters, without those that a pipeline has written twice. */
    private Collection<Letter> letters(ConsumerRecords<byte[], byte[]> records) {
        Map<String, Letter> letters = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<Letter> letter = Letter.of(record);
            if (letter.isPresent()) {
                letters.putIfAbsent(letter.get().toString(), letter.get());
            } else {
                unknown++;
                System.out.println(record.topic() + "-" + record.partition() + " offset " + record.offset()
                        + ": left out, it has no header " + DeadLetterHeader.TOPIC.headerName()
                        + " that tells where it came from");
            }
        }
        return letters.values();
    }

    private void handle(
            Collection<Letter> letters,
            Map<TopicPartition, OffsetAndMetadata> next,
            LaterRecords committed,
            Optional<PutBack> target)
            throws InterruptedException, ExecutionException {
        Set<String> topics = new LinkedHashSet<>();
        Set<TopicPartition> partitions = new HashSet<>();
        letters.forEach(letter -> {
            topics.add(letter.from().topic());
            partitions.add(letter.from());
        });
        topics.forEach(topic -> requireTopic(committed, topic));
        Map<TopicPartition, Long> ends = committed.ends(partitions);
        List<Letter> rest = new ArrayList<>();
        Map<Wanted, Long> newer = committed.find(
                letters.stream()
                        .flatMap(letter -> wanted(letter, ends).stream())
                        .toList(),
                ends,
                Map.of());
        for (Letter letter : letters) {
            Optional<Long> found = wanted(letter, ends).map(newer::get);
            if (found.isPresent()) {
                leaveOut(letter, letter.from() + " offset " + found.get());
            } else {
                rest.add(letter);
            }
        }
        if (target.isPresent()) {
            put(rest, ends, next, target.get());
        } else {
            rest.forEach(letter -> {
                putBack++;
                System.out.println(letter + ": would be put "
                        + otherTopic.map(topic -> "into " + topic).orElse("back"));
            });
        }
    }

    /** All behind the letter's old place counts; all there is, if the topic was made anew since. */
    private static Optional<Wanted> wanted(Letter letter, Map<TopicPartition, Long> ends) {
        long end = Objects.requireNonNull(ends.get(letter.from()));
        long from = letter.offset() < end ? letter.offset() + 1 : 0;
        return letter.key().map(key -> new Wanted(letter.from(), from, key));
    }

    private void put(
            List<Letter> letters,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, OffsetAndMetadata> next,
            PutBack target)
            throws InterruptedException, ExecutionException {
        PutBack.Outcome outcome = target.put(letters, ends, next);
        outcome.newer().forEach(this::leaveOut);
        outcome.done().forEach((letter, place) -> {
            putBack++;
            System.out.println(
                    letter + ": put back at " + place.topic() + "-" + place.partition() + " offset " + place.offset());
        });
    }

    private void leaveOut(Letter letter, String place) {
        leftOut++;
        System.out.println(letter + ": left out, its key has a newer record at " + place);
    }
}
