package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.DeadLetter;
import dev.tributary.DecodeException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.SourceException;
import dev.tributary.spi.Sink;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
class KafkaSourceIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaBroker kafka;
    private final List<Object> read = Collections.synchronizedList(new ArrayList<>());

    KafkaSourceIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private void produce(String topic, String... values) {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, "k" + value, value));
            }
        }
    }

    private KafkaProducer<String, String> producer(Map<String, Object> properties) {
        Map<String, Object> all = new java.util.HashMap<>(properties);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private <T> KafkaSource<T> source(KafkaSourceBuilder<T> builder, String topic) {
        return builder.bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .topics(topic)
                .build();
    }

    private <T> RunningPipeline start(KafkaSource<T> source) {
        return Pipeline.named("read").from(source).forEach(read::add).build().start();
    }

    private static void awaitCaughtUp(RunningPipeline running) throws InterruptedException {
        assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
    }

    private long committed(String group, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, 0));
            return offset == null ? -1 : offset.offset();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void aGroupGoesOnWhereItHasStopped() throws Exception {
        String topic = kafka.newTopic("goes-on", 1);
        produce(topic, "a", "b");
        try (RunningPipeline running = start(source(KafkaSource.strings(), topic))) {
            awaitCaughtUp(running);
        }
        assertThat(committed(topic, topic)).isEqualTo(2);
        produce(topic, "c");
        try (RunningPipeline running = start(source(KafkaSource.strings(), topic))) {
            awaitCaughtUp(running);
        }

        assertThat(read).containsExactly("a", "b", "c");
    }

    @Test
    void readsBytesAndWhatADeserializerMakes() throws Exception {
        String topic = kafka.newTopic("bytes", 1);
        produce(topic, "\0\0\0\7");
        try (RunningPipeline running = start(source(KafkaSource.bytes(), topic))) {
            awaitCaughtUp(running);
        }
        assertThat(read).singleElement().isEqualTo(new byte[] {0, 0, 0, 7});
        read.clear();
        KafkaSource<Integer> integers = KafkaSource.of(new StringDeserializer(), new IntegerDeserializer())
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(topic + "-integers")
                .topicPattern(topic.substring(0, topic.length() - 1) + ".")
                .build();
        try (RunningPipeline running = start(integers)) {
            awaitCaughtUp(running);
        }
        assertThat(read).containsExactly(7);
    }

    @Test
    void keysAndOriginsGoAlong() throws Exception {
        String in = kafka.newTopic("in", 1);
        String out = kafka.newTopic("out", 1);
        produce(in, "a", "b");
        Pipeline pipeline = Pipeline.named("copy")
                .from(source(KafkaSource.strings(), in))
                .map(text -> text + text)
                .to(KafkaSink.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(out)
                        .build())
                .build();
        try (RunningPipeline running = pipeline.start()) {
            awaitCaughtUp(running);
        }

        assertThat(Records.of(kafka, out).stream().map(record -> text(record.key()) + text(record.value())))
                .containsExactly("kaaa", "kbbb");
        assertThat(committed(in, in)).isEqualTo(2);
    }

    @Test
    void startsAtTheLatestWhereAsked() throws Exception {
        String topic = kafka.newTopic("latest", 1);
        produce(topic, "old");
        KafkaSource<String> source = source(KafkaSource.strings().startFrom(KafkaStart.latest()), topic);
        try (RunningPipeline running = start(source)) {
            awaitCaughtUp(running);
            produce(topic, "new");
            Await.until("the new record is read", LIMIT, () -> read.contains("new"));
        }

        assertThat(read).containsExactly("new");
    }

    @Test
    void offsetsAreCommittedOnlyOnceAllIsStored() throws Exception {
        String topic = kafka.newTopic("held", 1);
        produce(topic, "a", "b", "c");
        HeldSink<String> sink = new HeldSink<>();
        Pipeline pipeline = Pipeline.named("held")
                .saveEvery(Duration.ofMillis(50))
                .from(source(KafkaSource.strings(), topic))
                .to(sink)
                .build();
        try (RunningPipeline running = pipeline.start()) {
            Await.until("all is taken", LIMIT, () -> sink.taken().size() == 3);
            assertThat(running.awaitCaughtUp(Duration.ofSeconds(1))).isFalse();
            assertThat(committed(topic, topic)).as("where it began").isZero();

            sink.release();
            produce(topic, "d"); // a mark that makes the sink report
            awaitCaughtUp(running);
            Await.until("the offset is committed", LIMIT, () -> committed(topic, topic) == 4);
        }
    }

    @Test
    void readsCommittedTransactionsAlone() throws Exception {
        String topic = kafka.newTopic("transactions", 1);
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "k", "aborted"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "k", "committed"));
            producer.commitTransaction();
        }
        try (RunningPipeline running = start(source(KafkaSource.strings(), topic))) {
            awaitCaughtUp(running); // beyond the last record there is the transaction's end
        }

        assertThat(read).containsExactly("committed");
    }

    @Test
    void aRecordThatIsNoChangeEventGoesToTheErrorPolicy() throws Exception {
        String topic = kafka.newTopic("foreign", 1);
        produce(topic, "{}");
        try (RunningPipeline running = start(source(KafkaSource.changeEvents(), topic))) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .isInstanceOf(PipelineException.class)
                    .rootCause()
                    .isInstanceOf(DecodeException.class);
        }
        List<DeadLetter> letters = deadLetters(topic);

        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.stage()).isEqualTo(DeadLetter.Stage.DECODE);
            assertThat(letter.origin()).hasToString(topic + "-0 offset 0");
            assertThat(letter.element().orElseThrow()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
            assertThat(letter.reason())
                    .hasMessageContaining(
                            "The record " + topic + "-0 offset 0 cannot be decoded: it is no change event of")
                    .hasMessageContaining("Read it as text, bytes, or by a Deserializer");
        });
        assertThat(committed(topic, topic)).isEqualTo(1);
    }

    private List<DeadLetter> deadLetters(String topic) throws InterruptedException {
        HeldSink<DeadLetter> letters = new HeldSink<>();
        letters.release();
        Sink<DeadLetter> sink = letters;
        Pipeline pipeline = Pipeline.named("letters")
                .onDecodeError(ErrorPolicy.deadLetter(sink))
                .from(source(KafkaSource.changeEvents(), topic))
                .forEach(read::add)
                .build();
        try (RunningPipeline running = pipeline.start()) {
            awaitCaughtUp(running);
        }
        return letters.taken();
    }

    @Test
    void anOffsetThatIsGoneIsAnErrorAndNotSilence() throws Exception {
        String topic = kafka.newTopic("gone", 1);
        produce(topic, "a");
        try (RunningPipeline running = start(source(KafkaSource.strings(), topic))) {
            awaitCaughtUp(running);
        }
        produce(topic, "b", "c", "d");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }

        try (RunningPipeline running = start(source(KafkaSource.strings(), topic))) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining(topic + "-0 has no offset 1 any more, its records begin at 3")
                    .hasMessageContaining("--reset-offsets --to-earliest");
        }
        assertThat(read).containsExactly("a");
    }

    @Test
    void aTopicThatIsMissingIsNamed() {
        try (RunningPipeline running = start(source(KafkaSource.strings(), "no-such-topic"))) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Topic 'no-such-topic' does not exist at Kafka " + kafka.bootstrapServers())
                    .hasMessageContaining("create it");
        }
    }

    @Test
    void aBrokerThatIsNotThereIsNamedWithinTheTimeout() throws IOException {
        String nobody = "127.0.0.1:" + KafkaSinkIT.freePort();
        KafkaSource<String> source = KafkaSource.strings()
                .bootstrapServers(nobody)
                .groupId("g")
                .topics("t")
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try (RunningPipeline running = start(source)) {
            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("No broker of Kafka " + nobody + " answered within 2.0 s");
        }
    }

    @Test
    void stopsWhileNoBrokerAnswers() throws IOException {
        KafkaSource<String> source = KafkaSource.strings()
                .bootstrapServers("127.0.0.1:" + KafkaSinkIT.freePort())
                .groupId("g")
                .topics("t")
                .connectTimeout(Duration.ofMinutes(10))
                .build();
        RunningPipeline running = start(source);

        running.stop(Duration.ofMillis(100)); // the class's time limit is shorter than the connection's

        assertThat(running.status().state().isTerminal()).isTrue();
    }

    @Test
    void aReaderThatHasNoRoomStaysInItsGroupAndLosesNothing() throws Exception {
        String topic = kafka.newTopic("slow", 1);
        String[] values = IntStream.range(0, 2_000).mapToObj(Integer::toString).toArray(String[]::new);
        produce(topic, values);
        KafkaSource<String> source = source(
                KafkaSource.strings().property("max.poll.interval.ms", "2000").property("max.poll.records", "10"),
                topic);
        HeldSink<String> sink = new HeldSink<>();
        sink.release();
        Pipeline pipeline =
                Pipeline.named("slow").queueBytes(1).from(source).to(sink).build();
        try (RunningPipeline running = pipeline.start()) {
            running.pause();
            assertThat(running.await(Duration.ofSeconds(4))).isFalse();
            running.resume();
            awaitCaughtUp(running);
        }

        assertThat(sink.taken()).containsExactly(values);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
