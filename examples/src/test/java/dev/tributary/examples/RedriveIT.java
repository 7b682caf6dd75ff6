package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters go back where they came from, and never over a newer record. */
@WithKafka
@Timeout(180)
class RedriveIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaBroker kafka;
    private final String topic;
    private final String letters;

    RedriveIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.topic = kafka.newTopic("orders", 1);
        this.letters = kafka.newTopic("letters", 1);
    }

    private void produce(String to, String key, String... values) throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String value : values) {
                Header trace = new RecordHeader("trace", value.getBytes(StandardCharsets.UTF_8));
                producer.send(new ProducerRecord<>(to, null, key, value, List.of(trace)))
                        .get();
            }
        }
    }

    private List<ConsumerRecord<String, String>> records(String of) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(of, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    private List<String> contents(String of) {
        return records(of).stream()
                .map(record -> record.key() + "=" + record.value())
                .toList();
    }

    /** Reads the topic with a step that fails for values that begin with "bad". */
    private void process() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("process")
                .onStepError(ErrorPolicy.deadLetter(KafkaSink.deadLetters()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(letters)
                        .build()))
                .from(KafkaSource.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .filter(RedriveIT::isGood)
                .forEach(value -> {})
                .build();
        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
    }

    private static boolean isGood(String value) {
        if (value.startsWith("bad")) {
            throw new IllegalArgumentException("it is bad");
        }
        return true;
    }

    private String redrive(String... more) throws InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("redrive", "--bootstrap", kafka.bootstrapServers(), "--dead-letters", letters));
        arguments.addAll(List.of("--group", "redrive-" + letters));
        arguments.addAll(List.of(more));
        try (Program program = Program.start(arguments.toArray(String[]::new))) {
            assertThat(program.exitStatus(LIMIT)).as(program::errors).isZero();
            return program.output();
        }
    }

    @Test
    void putsLettersBackOnceAndLeavesOutThoseWithANewerRecord() throws InterruptedException, ExecutionException {
        produce(topic, "a", "bad a1");
        produce(topic, "b", "bad b1", "b2");
        produce(topic, "c", "bad c1", "bad c2");
        produce(topic, null, "bad without key");
        process();
        produce(letters, "x", "no letter");
        String place = topic + "-0 offset ";

        String planned = redrive("--dry-run");
        assertThat(planned)
                .contains(place + "0: would be put back\n")
                .contains(place + "1: left out, its key has a newer record at " + place + "2\n")
                .endsWith(
                        "dry run: 3 put back, 2 left out since there is a newer record, 1 that are no dead letters\n");
        assertThat(records(topic)).as("nothing is done").hasSize(6);

        assertThat(redrive())
                .contains(place + "0: put back at " + place + "6\n")
                .contains(place + "1: left out, its key has a newer record at " + place + "2\n")
                .contains(place + "3: left out, its key has a newer record at " + place + "4\n")
                .contains(letters + "-0 offset 5: left out, it has no header tributary-dead-letter-topic")
                .endsWith("3 put back, 2 left out since there is a newer record, 1 that are no dead letters\n");
        assertThat(contents(topic).subList(6, 9)).containsExactly("a=bad a1", "c=bad c2", "null=bad without key");
        assertThat(records(topic).get(6).headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly("trace=bad a1");

        assertThat(redrive())
                .isEqualTo("0 put back, 0 left out since there is a newer record, 0 that are no dead letters\n");
    }

    @Test
    void putsLettersIntoAnotherTopicUnlessItHasNewerRecords() throws InterruptedException, ExecutionException {
        String other = kafka.newTopic("retries", 1);
        produce(other, "a", "older a");
        produce(topic, "a", "bad a1");
        produce(topic, "b", "bad b1");
        produce(other, "b", "newer b");
        process();

        assertThat(redrive("--to-topic", other)).contains("1 put back, 1 left out");
        assertThat(contents(other)).containsExactly("a=older a", "b=newer b", "a=bad a1");
        assertThat(records(topic)).hasSize(2);
    }

    @Test
    void aRecordThatComesBetweenLookAndCommitKeepsItsLetterOut() throws InterruptedException, ExecutionException {
        produce(topic, "a", "bad a1");
        produce(topic, "b", "bad b1");
        process();
        produce(topic, "a", "newer a"); // at offset 2, where the look has ended
        List<Letter> both = letters();
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> group = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "between-" + letters),
                        new StringDeserializer(),
                        new StringDeserializer());
                PutBack target = new PutBack(client, group.groupMetadata(), Optional.empty())) {
            PutBack.Outcome outcome = target.put(
                    both, Map.of(partition, 2L), Map.of(new TopicPartition(letters, 0), new OffsetAndMetadata(2)));

            assertThat(outcome.newer()).containsExactly(Map.entry(both.get(0), topic + "-0 offset 2"));
            assertThat(outcome.done()).containsOnlyKeys(both.get(1));
        }
        assertThat(contents(topic)).containsExactly("a=bad a1", "b=bad b1", "a=newer a", "b=bad b1");
    }

    private List<Letter> letters() {
        List<Letter> found = new ArrayList<>();
        for (ConsumerRecord<String, String> record : records(letters)) {
            ConsumerRecord<byte[], byte[]> raw = new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key().getBytes(StandardCharsets.UTF_8),
                    record.value().getBytes(StandardCharsets.UTF_8));
            record.headers().forEach(raw.headers()::add);
            found.add(Letter.of(raw).orElseThrow());
        }
        return found;
    }
}
