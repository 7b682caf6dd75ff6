package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.Transaction;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions that take longer than the brokers admit, as they do while a source or a step hangs. */
@Timeout(120)
class TransactionTimeoutIT {

    private static final Split SPLIT = new Split("in-0");

    private static KafkaBroker kafka;
    private static Admin admin;

    private final RecordingContext context = new RecordingContext(false);

    @BeforeAll
    static void startBroker() {
        kafka = KafkaBroker.builder()
                .option("transaction.abort.timed.out.transaction.cleanup.interval.ms", "200")
                .option("transaction.max.timeout.ms", "2000")
                .start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void closeBroker() {
        admin.close();
        kafka.close();
    }

    private SinkWriter<String> open(String topic, ExactlyOnce settings) throws InterruptedException {
        return KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .exactlyOnce(settings.named(topic))
                .property("transaction.timeout.ms", "2000")
                .build()
                .open(context);
    }

    /** Writes a transaction of the source; its end has what is held back for a larger hand-over sent. */
    private static void write(SinkWriter<String> writer) throws InterruptedException {
        Transaction transaction = Transaction.of(1, "binlog.000001", 7, Instant.EPOCH);
        writer.transactionBegan(SPLIT, transaction);
        writer.write(StreamRecord.of("a", "a", new KafkaOrigin("in", 0, 7, 0), SPLIT, 0));
        writer.transactionCommitted(SPLIT, transaction);
    }

    /** Writes a transaction, and waits until the broker has ended the transaction. */
    private static void outlast(SinkWriter<String> writer, String topic) throws InterruptedException {
        write(writer);
        Await.until(
                "the broker ends the transaction",
                Duration.ofSeconds(60),
                () -> state(topic) == TransactionState.COMPLETE_ABORT);
        writer.advance(SPLIT, new NumberedPosition(1));
    }

    private static TransactionState state(String transactionalId) {
        try {
            return admin.describeTransactions(Set.of(transactionalId))
                    .description(transactionalId)
                    .get()
                    .state();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void nothingOfItIsVisibleAndAnotherAttemptMayOvercomeIt() throws Exception {
        String topic = kafka.newTopic("late", 1);
        try (SinkWriter<String> writer = open(topic, ExactlyOnce.defaults())) {
            outlast(writer, topic);

            assertThatThrownBy(() -> writer.flush(Duration.ofSeconds(30)))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("longer than transaction.timeout.ms (2000 ms)")
                    .hasMessageContaining("nothing of it is visible, and it is written again");
        }
        try (SinkWriter<String> again = open(topic, ExactlyOnce.defaults())) {
            assertThat(again.stored(Set.of(SPLIT))).isEmpty();
            write(again);
            again.advance(SPLIT, new NumberedPosition(1));
            assertThat(again.flush(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(Records.of(kafka, topic))
                .singleElement()
                .satisfies(record -> assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .isEqualTo("a"));
    }

    @Test
    void aWholeTransactionOfTheSourceThatTakesLongerEndsThePipeline() throws Exception {
        String topic = kafka.newTopic("whole", 1);
        try (SinkWriter<String> writer = open(topic, ExactlyOnce.defaults().wholeTransactions())) {
            outlast(writer, topic);

            assertThatThrownBy(() -> writer.flush(Duration.ofSeconds(30)))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("raise the brokers' transaction.max.timeout.ms")
                    .hasMessageContaining("leaving out wholeTransactions()");
        }
        assertThat(Records.of(kafka, topic)).isEmpty();
    }
}
