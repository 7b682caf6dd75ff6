package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka(own = true)
@Timeout(120)
class BrokerOutageIT {

    private static final Split SPLIT = new Split("in-0");

    private final KafkaBroker kafka;
    private final RecordingContext context = new RecordingContext(false);

    BrokerOutageIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private static void write(SinkWriter<String> writer, int from, int to) {
        try {
            for (int i = from; i < to; i++) {
                writer.write(StreamRecord.of("" + i, "key", new KafkaOrigin("in", 0, i, 0), SPLIT, 0));
                writer.advance(SPLIT, new NumberedPosition(i));
            }
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }

    private static List<String> numbers(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toList();
    }

    private List<String> stored(String topic) {
        return Records.of(kafka, topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsSentWhileTheBrokerIsKilledIsStoredOnceAndInOrder() throws Exception {
        String topic = kafka.newTopic("outage", 1);
        try (SinkWriter<String> writer = KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .property("batch.size", "200") // many batches on their way at once
                .build()
                .open(context)) {
            write(writer, 0, 5_000);
            kafka.kill();
            // Without a broker the producer may soon have no metadata, and wait for it.
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(writer, 5_000, 10_000));
            kafka.startAgain();
            writing.get(60, TimeUnit.SECONDS);
            assertThat(writer.flush(Duration.ofSeconds(60))).isTrue();

            assertThat(context.durable).last().isEqualTo(new NumberedPosition(9_999));
        }
        assertThat(stored(topic)).isEqualTo(numbers(10_000));
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
            write(writer, 0, 10);
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
            kafka.pause();

            write(writer, 10, 20);
            assertThat(writer.flush(Duration.ofMillis(100))).isFalse();
            Throwable failure = context.failure.get(30, TimeUnit.SECONDS);

            assertThat(failure)
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("The record from in-0 offset 1")
                    .hasMessageContaining("topic '" + topic + "'")
                    .hasMessageContaining("check that the brokers run");
            assertThatThrownBy(() -> writer.flush(Duration.ofSeconds(1))).isSameAs(failure);
            assertThatThrownBy(() -> write(writer, 20, 21)).isSameAs(failure);
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
                        writer.write(
                                StreamRecord.withoutKey(large, new KafkaOrigin("in", 0, i, 0), SPLIT, large.length()));
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
