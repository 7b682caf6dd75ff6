package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.SinkException;
import dev.tributary.Transaction;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka
@Timeout(60)
class ExactlyOnceIT {

    private static final Split SPLIT = new Split("in-0");
    private static final Split OTHER = new Split("in-1");
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final KafkaBroker kafka;
    private final RecordingContext context = new RecordingContext(false);
    private final String name = "exactly-" + UUID.randomUUID();
    private String topic = "";

    ExactlyOnceIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void createTopic() {
        topic = kafka.newTopic("once", 2);
    }

    private ExactlyOnce named() {
        return ExactlyOnce.defaults().named(name).commitEvery(NEVER);
    }

    private SinkWriter<String> open(RecordingContext by, ExactlyOnce settings) throws InterruptedException {
        return KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .exactlyOnce(settings)
                .build()
                .open(by);
    }

    private SinkWriter<String> open(ExactlyOnce settings) throws InterruptedException {
        return open(context, settings);
    }

    private static StreamRecord<String> record(String value, Split split) {
        return StreamRecord.of(value, value, new KafkaOrigin("in", 0, 7, 0), split, 0);
    }

    private static void write(SinkWriter<String> writer, String... values) throws InterruptedException {
        for (String value : values) {
            writer.write(record(value, SPLIT));
        }
    }

    private static void flush(SinkWriter<?> writer) throws InterruptedException {
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
    }

    private List<String> visible() {
        return Records.of(kafka, topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void recordsAreSeenTogetherWithTheirPosition() throws Exception {
        try (SinkWriter<String> writer = open(named())) {
            writer.advance(SPLIT, new NumberedPosition(0));
            flush(writer);
            write(writer, "a", "b");
            writer.advance(SPLIT, new NumberedPosition(2));
            assertThat(visible()).isEmpty();
            flush(writer);
        }

        assertThat(visible()).containsExactlyInAnyOrder("a", "b");
        assertThat(context.durable).containsExactly(new NumberedPosition(0), new NumberedPosition(2));
        try (SinkWriter<String> next = open(named())) {
            assertThat(next.stored(Set.of(SPLIT, OTHER)))
                    .containsExactly(Map.entry(SPLIT, new NumberedPosition(2).encode()));
        }
    }

    @Test
    void aSplitThatComesBackGoesOnWhereItWasCommitted() throws Exception {
        try (SinkWriter<String> writer = open(named())) {
            assertThat(writer.stored(Set.of(SPLIT))).isEmpty();
            write(writer, "a");
            writer.advance(SPLIT, new NumberedPosition(1));
            flush(writer);
            assertThat(writer.stored(Set.of(SPLIT))).containsValue(new NumberedPosition(1).encode());
        }
    }

    @Test
    void whereASplitBeginsIsStoredAtOnce() throws Exception {
        try (SinkWriter<String> writer = open(named())) {
            writer.advance(SPLIT, new NumberedPosition(5));
            context.awaitDurable(1, Duration.ofSeconds(30));
        }
        assertThat(context.durable).containsExactly(new NumberedPosition(5));
    }

    @Test
    void commitsByItselfWhenTheTimeHasCome() throws Exception {
        try (SinkWriter<String> writer = open(named().commitEvery(Duration.ofMillis(50)))) {
            writer.advance(SPLIT, new NumberedPosition(0));
            write(writer, "a");
            writer.advance(SPLIT, new NumberedPosition(1));
            context.awaitDurable(2, Duration.ofSeconds(30));
        }
        assertThat(visible()).containsExactly("a");
    }

    @Test
    void commitsAfterANumberOfRecords() throws Exception {
        try (SinkWriter<String> writer = open(named().commitEveryRecords(2))) {
            writer.advance(SPLIT, new NumberedPosition(0));
            context.awaitDurable(1, Duration.ofSeconds(30));
            for (int i = 1; i <= 4; i++) {
                write(writer, "" + i);
                writer.advance(SPLIT, new NumberedPosition(i));
            }
            context.awaitDurable(3, Duration.ofSeconds(30));
        }
        assertThat(context.durable)
                .containsExactly(new NumberedPosition(0), new NumberedPosition(2), new NumberedPosition(4));
    }

    @Test
    void whatNoPositionCoversIsNeverSeen() throws Exception {
        try (SinkWriter<String> writer = open(named())) {
            write(writer, "a");
            writer.advance(SPLIT, new NumberedPosition(1));
            flush(writer);
            write(writer, "b");
            flush(writer);
        }

        assertThat(visible()).containsExactly("a");
        try (SinkWriter<String> next = open(named())) {
            assertThat(next.stored(Set.of(SPLIT))).containsValue(new NumberedPosition(1).encode());
            write(next, "b");
            next.advance(SPLIT, new NumberedPosition(2));
            flush(next);
        }
        assertThat(visible()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void ofTwoInstancesTheNewerWinsAndTheOlderNamesIt() throws Exception {
        RecordingContext newerContext = new RecordingContext(false);
        try (SinkWriter<String> older = open(named())) {
            write(older, "a");
            older.advance(SPLIT, new NumberedPosition(1));
            flush(older);
            write(older, "lost");
            try (SinkWriter<String> newer = open(newerContext, named())) {
                older.advance(SPLIT, new NumberedPosition(2));
                assertThatThrownBy(() -> older.flush(Duration.ofSeconds(30)))
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining("Pipeline 'test' was started once more, by process "
                                + ProcessHandle.current().pid() + " on host '")
                        .hasMessageContaining("has stopped for good");
                assertThat(context.failure.get(30, TimeUnit.SECONDS)).isInstanceOf(SinkException.class);

                assertThat(newer.stored(Set.of(SPLIT))).containsValue(new NumberedPosition(1).encode());
                write(newer, "b");
                newer.advance(SPLIT, new NumberedPosition(2));
                flush(newer);
            }
        }
        assertThat(visible()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aTransactionOfTheSourceIsCommittedInPartsUnlessTheUserWantsItWhole() throws Exception {
        Transaction transaction = Transaction.of(1, "binlog.000001", 4, Instant.EPOCH);
        try (SinkWriter<String> writer = open(named().wholeTransactions())) {
            writer.transactionBegan(SPLIT, transaction);
            write(writer, "a");
            writer.advance(SPLIT, new NumberedPosition(1)); // within the transaction
            flush(writer);
            assertThat(visible()).isEmpty();
            write(writer, "b");
            writer.transactionCommitted(SPLIT, transaction);
            writer.advance(SPLIT, new NumberedPosition(2));
            flush(writer);
            assertThat(visible()).containsExactlyInAnyOrder("a", "b");
        }
        try (SinkWriter<String> writer = open(named())) {
            writer.transactionBegan(SPLIT, transaction);
            write(writer, "c");
            writer.advance(SPLIT, new NumberedPosition(3));
            flush(writer);
            assertThat(visible()).contains("c");
        }
    }

    @Test
    void aRecordThatIsTooLargeIsRejectedWhileTheOthersAreStored() throws Exception {
        RecordingContext skipping = new RecordingContext(true);
        try (SinkWriter<String> writer = open(skipping, named())) {
            write(writer, "a", "x".repeat(2_000_000), "b");
            writer.advance(SPLIT, new NumberedPosition(3));
            flush(writer);
        }

        assertThat(skipping.rejected)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining("The record from in-0 offset 7 cannot be written to topic '" + topic)
                        .hasMessageContaining("before compression, but a message may have 1048576")
                        .hasMessageContaining("max.message.bytes"));
        assertThat(visible()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aTopicOfPositionsThatCannotServeIsRefused() {
        String wide = kafka.newTopic("wide", 2);
        String deleting = kafka.newTopic("deleting", 1);

        assertThatThrownBy(() -> open(named().positionsTopic(wide)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("The topic of positions '" + wide + "'")
                .hasMessageContaining("has 2 partitions, but must have one");
        assertThatThrownBy(() -> open(named().positionsTopic(deleting)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has cleanup.policy=delete")
                .hasMessageContaining("kafka-configs --alter --entity-type topics --entity-name " + deleting);
    }

    @Test
    void aTopicOfPositionsIsNotShared() throws Exception {
        open(named()).close();

        assertThatThrownBy(() -> open(named().named("another").positionsTopic(name + "-positions")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("which is not of the sink 'another'")
                .hasMessageContaining("ExactlyOnce.positionsTopic(...)");
    }
}
