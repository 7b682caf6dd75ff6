package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.RunningPipeline;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic of dead letters holds each record as it was, and why it could not be handled. */
@WithKafka
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
class DeadLetterIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaBroker kafka;
    private final String topic;
    private final String letters;
    private final List<Object> handled = new ArrayList<>();

    DeadLetterIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.topic = kafka.newTopic("orders", 1);
        this.letters = kafka.newTopic("letters", 1);
    }

    private void produce(byte[] key, byte[] value, long timestamp) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("trace", utf8("abc"));
            headers.add("trace", null);
            producer.send(new ProducerRecord<>(topic, 0, timestamp, key, value, headers));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private PipelineBuilder named() {
        ErrorPolicy toLetters = ErrorPolicy.deadLetter(KafkaSink.deadLetters()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(letters)
                .build());
        return Pipeline.named("orders")
                .onDecodeError(toLetters)
                .onStepError(toLetters)
                .onSinkError(toLetters);
    }

    private <T> KafkaSource<T> source(KafkaSourceBuilder<T> builder) {
        return builder.bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .topics(topic)
                .build();
    }

    private static void run(Pipeline pipeline) throws InterruptedException {
        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
    }

    private ConsumerRecord<byte[], byte[]> letter() {
        List<ConsumerRecord<byte[], byte[]>> all = Records.of(kafka, letters);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static Map<String, String> reasons(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> reasons = new TreeMap<>();
        for (Header header : letter.headers()) {
            if (header.key().startsWith("tributary-dead-letter-")) {
                String name = header.key().substring("tributary-dead-letter-".length());
                reasons.put(name, new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return reasons;
    }

    private static void assertOriginal(ConsumerRecord<byte[], byte[]> letter, byte[] key, byte[] value) {
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        List<Header> traces = new ArrayList<>();
        letter.headers().headers("trace").forEach(traces::add);
        assertThat(traces).extracting(Header::value).containsExactly(utf8("abc"), null);
    }

    @Test
    void whatCannotBeDecodedKeepsItsBytesAndHeaders() throws InterruptedException {
        produce(utf8("k1"), utf8("no number"), 1_700_000_000_123L);
        produce(utf8("k2"), new byte[] {0, 0, 0, 7}, 1_700_000_000_124L);
        run(named().from(source(KafkaSource.of(new StringDeserializer(), new IntegerDeserializer())))
                .forEach(handled::add)
                .build());

        assertThat(handled).containsExactly(7);
        assertOriginal(letter(), utf8("k1"), utf8("no number"));
        assertThat(reasons(letter()))
                .containsEntry("pipeline", "orders")
                .containsEntry("stage", "DECODE")
                .containsEntry("origin", topic + "-0 offset 0")
                .containsEntry("topic", topic)
                .containsEntry("partition", "0")
                .containsEntry("offset", "0")
                .containsEntry("time", "2023-11-14T22:13:20.123Z")
                .containsEntry("reason", "dev.tributary.DecodeException")
                .containsEntry(
                        "message", "The record " + topic + "-0 offset 0 cannot be decoded: SerializationException");
    }

    @Test
    void whatFailsInAStepKeepsTheBytesThatWereRead() throws InterruptedException {
        produce(utf8("k"), utf8("grün"), 5);
        run(named().from(source(KafkaSource.strings()))
                .map(String::length)
                .keyBy(length -> "another key")
                .map(length -> 100 / (length - 4))
                .forEach(handled::add)
                .build());

        assertThat(handled).isEmpty();
        assertOriginal(letter(), utf8("k"), utf8("grün"));
        assertThat(reasons(letter()))
                .containsEntry("stage", "STEP")
                .containsEntry("reason", "java.lang.ArithmeticException")
                .containsEntry("message", "/ by zero");
    }

    @Test
    void whatTheSinkRefusesKeepsTheBytesThatWereRead() throws InterruptedException {
        produce(null, utf8("ab"), 5);
        Serializer<Integer> refusing = (to, number) -> {
            throw new IllegalArgumentException("not today");
        };
        run(named().from(source(KafkaSource.strings()))
                .map(String::length)
                .to(KafkaSink.values(refusing)
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(topic)
                        .build())
                .build());

        assertOriginal(letter(), null, utf8("ab"));
        assertThat(reasons(letter())).containsEntry("stage", "SINK").containsEntry("message", "not today");
    }
}
