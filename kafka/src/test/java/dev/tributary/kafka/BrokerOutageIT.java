package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka(own = true)
@Timeout(120)
class BrokerOutageIT {

    private final KafkaBroker kafka;
    private final RecordingContext context = new RecordingContext(false);

    BrokerOutageIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    /**
     * A broker that was killed and has no replica recovers only the last batch of each producer from its log (the producer
     * state's snapshot holds no more), so of several that it had stored and not acknowledged the others are refused as out
     * of order, and the client sends all of them again.
     */
    @Test
    void whatIsSentWhileTheBrokerIsKilledIsStoredInOrder() throws Exception {
        String topic = kafka.newTopic("outage", 1);
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .property("batch.size", "200") // many batches on their way at once
                .build()
                .open(context)) {
            NumberedRecords.write(writer, 0, 5_000);
            kafka.kill();
            // Without a broker the producer may soon have no metadata, and wait for it.
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> NumberedRecords.write(writer, 5_000, 10_000));
            kafka.startAgain();
            writing.get(60, TimeUnit.SECONDS);
            assertThat(writer.flush(Duration.ofSeconds(60))).isTrue();

            assertThat(context.durable).last().isEqualTo(new NumberedPosition(9_999));
        }
        List<String> stored = NumberedRecords.stored(kafka.bootstrapServers(), topic);
        assertThat(new LinkedHashSet<>(stored)).containsExactlyElementsOf(NumberedRecords.texts(10_000));
    }

    @Test
    void nothingIsDurableThatTheBrokerHasNotAcknowledged() throws Exception {
        String topic = kafka.newTopic("silent", 1);
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .property("request.timeout.ms", "1000")
                .property("delivery.timeout.ms", "2000")
                .build()
                .open(context)) {
            NumberedRecords.write(writer, 0, 10);
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
            kafka.pause();

            NumberedRecords.write(writer, 10, 20);
            assertThat(writer.flush(Duration.ofMillis(100))).isFalse();
            Throwable failure = context.failure.get(30, TimeUnit.SECONDS);

            assertThat(failure)
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("The record from in-0 offset 1")
                    .hasMessageContaining("topic '" + topic + "'")
                    .hasMessageContaining("check that the brokers run");
            assertThatThrownBy(() -> writer.flush(Duration.ofSeconds(1))).isSameAs(failure);
            assertThatThrownBy(() -> NumberedRecords.write(writer, 20, 21)).isSameAs(failure);
            assertThat(context.durable).last().isEqualTo(new NumberedPosition(9));
        } finally {
            kafka.unpause();
        }
    }

    @Test
    void abortEndsAWriterThatWaitsForRoom() throws Exception {
        String topic = kafka.newTopic("abort", 1);
        SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build()
                .open(context);
        kafka.pause();
        try {
            String large = "x".repeat(100_000);
            CompletableFuture<List<Throwable>> blocked = CompletableFuture.supplyAsync(() -> {
                List<Throwable> thrown = new ArrayList<>();
                try {
                    for (int i = 0; i < 1000; i++) {
                        writer.write(StreamRecord.withoutKey(
                                large, new KafkaOrigin("in", 0, i, 0), NumberedRecords.SPLIT, large.length()));
                    }
                } catch (InterruptedException | TributaryException failure) {
                    thrown.add(failure);
                }
                return thrown;
            });
            assertThatThrownBy(() -> blocked.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            writer.abort();

            assertThat(blocked.get(2, TimeUnit.SECONDS))
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessageContaining("was broken off"));
        } finally {
            kafka.unpause();
            writer.close();
        }
    }
}
