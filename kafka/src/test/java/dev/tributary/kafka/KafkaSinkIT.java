package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka
@Timeout(60)
class KafkaSinkIT {

    private static final Split SPLIT = new Split("in-0");

    private final KafkaBroker kafka;
    private final RecordingContext context = new RecordingContext(false);

    KafkaSinkIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private static <T> StreamRecord<T> record(T value) {
        return StreamRecord.withoutKey(value, new KafkaOrigin("in", 0, 7, 0), SPLIT, 0);
    }

    private static void flush(SinkWriter<?> writer) throws InterruptedException {
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
    }

    private List<String> stored(String topic) {
        return Records.of(kafka, topic).stream()
                .map(record -> (record.key() == null ? "-" : text(record.key())) + " " + text(record.value()))
                .toList();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Test
    void writesStringsWithTheirKeysAsText() throws Exception {
        String topic = kafka.newTopic("strings", 1);
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()
                .open(context)) {
            writer.write(record("a"));
            writer.write(record("b").withKey(12));
            writer.write(record("c").withKey(Changes.insert(1, "x").key()));
            writer.advance(SPLIT, new NumberedPosition(1));
            flush(writer);
        }

        assertThat(stored(topic)).containsExactly("- a", "12 b", "{\"id\":1} c");
        assertThat(context.durable).containsExactly(new NumberedPosition(1));
    }

    @Test
    void writesByGivenSerializersToTheTopicOfEachElement() throws Exception {
        String odd = kafka.newTopic("odd", 1);
        String even = kafka.newTopic("even", 1);
        UUID key = UUID.randomUUID();
        try (SinkWriter<Integer> writer = KafkaSink.of(new UUIDSerializer(), new IntegerSerializer())
                .bootstrapServers(kafka.bootstrapServers())
                .topic(number -> number % 2 == 0 ? even : odd)
                .build()
                .open(context)) {
            writer.write(record(1).withKey(key));
            writer.write(record(2).withKey(key));
            flush(writer);
        }

        assertThat(Records.of(kafka, odd)).singleElement().satisfies(record -> {
            assertThat(text(record.key())).isEqualTo(key.toString());
            assertThat(record.value()).containsExactly(0, 0, 0, 1);
        });
        assertThat(Records.of(kafka, even)).hasSize(1);
    }

    @Test
    void rejectsARecordThatCannotBeSerialized() throws Exception {
        RecordingContext skipping = new RecordingContext(true);
        String topic = kafka.newTopic("unfit", 1);
        try (SinkWriter<String> writer = KafkaSink.of(new UUIDSerializer(), new StringSerializer())
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()
                .open(skipping)) {
            writer.write(record("a").withKey("no UUID"));
            writer.write(record("b"));
            writer.advance(SPLIT, new NumberedPosition(2));
            flush(writer);
        }

        assertThat(skipping.rejected)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .hasMessageContaining("The record's key is a String, which UUIDSerializer does not take"));
        assertThat(stored(topic)).containsExactly("- b");
        assertThat(skipping.durable).containsExactly(new NumberedPosition(2));
    }

    @Test
    void rejectsARecordThatIsTooLargeForTheProducer() throws Exception {
        tooLarge(KafkaSink.strings(), "");
    }

    @Test
    void rejectsARecordThatIsTooLargeForTheBroker() throws Exception {
        tooLarge(
                KafkaSink.strings().property("max.request.size", "10000000").property("compression.type", "none"),
                " (partition 0)");
    }

    private void tooLarge(KafkaRecordSinkBuilder<String> sink, String partition) throws InterruptedException {
        RecordingContext skipping = new RecordingContext(true);
        String topic = kafka.newTopic("large", 1);
        char[] text = new char[2_000_000];
        Arrays.fill(text, 'x');
        try (SinkWriter<String> writer = sink.bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()
                .open(skipping)) {
            writer.write(record("a"));
            writer.write(record(new String(text)));
            writer.write(record("b"));
            writer.advance(SPLIT, new NumberedPosition(3));
            flush(writer);
        }

        assertThat(skipping.rejected)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining("The record from in-0 offset 7 cannot be written to topic '" + topic + "'"
                                + partition + " of Kafka " + kafka.bootstrapServers())
                        .hasMessageContaining("raise the topic's max.message.bytes"));
        assertThat(stored(topic)).containsExactly("- a", "- b");
        assertThat(skipping.durable).containsExactly(new NumberedPosition(3));
    }

    @Test
    void thePolicyToFailEndsTheWriter() throws Exception {
        String topic = kafka.newTopic("fail", 1);
        char[] text = new char[2_000_000];
        Arrays.fill(text, 'x');
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()
                .open(context)) {
            assertThatThrownBy(() -> writer.write(record(new String(text)))).isInstanceOf(SinkException.class);
        }
        assertThat(context.durable).isEmpty();
    }

    @Test
    void refusesATopicWithAnIllegalName() throws Exception {
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(element -> "no topic")
                .build()
                .open(context)) {
            assertThatThrownBy(() -> writer.write(record("a")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("'no topic' is no legal name of a topic")
                    .hasMessageContaining("give topic(...) a function");
        }
    }

    @Test
    void aPropertyThatIsWrongIsNamed() {
        KafkaSink<String> sink = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic("t")
                .property("compression.type", "brotli")
                .build();

        assertThatThrownBy(() -> sink.open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(kafka.bootstrapServers())
                .hasMessageContaining("compression.type");
    }

    @Test
    void aBrokerThatIsNotThereIsNamedWithinTheTimeout() throws Exception {
        String nobody = "127.0.0.1:" + freePort();
        KafkaSink<String> sink = KafkaSink.strings()
                .bootstrapServers(nobody)
                .topic("t")
                .connectTimeout(Duration.ofSeconds(2))
                .build();

        assertThatThrownBy(() -> sink.open(context))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("No broker of Kafka " + nobody + " answered within 2.0 s")
                .hasMessageContaining("check that it runs");
    }

    @Test
    void anUnknownHostIsNamed() {
        KafkaSink<String> sink = KafkaSink.strings()
                .bootstrapServers("no-such-host.invalid:9092")
                .topic("t")
                .build();

        assertThatThrownBy(() -> sink.open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no-such-host.invalid:9092")
                .hasMessageContaining("check bootstrapServers");
    }

    static int freePort() throws java.io.IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
