package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is away for a minute is waited for, by the defaults of sink and source and without a policy. */
@WithKafka(own = true)
@Tag("faults")
@Timeout(300)
class LongOutageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long OUTAGE_SECONDS = 60;

    private final KafkaBroker kafka;
    private final RecordingContext context = new RecordingContext(false);

    LongOutageIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private KafkaSink<String> sink(String topic) {
        return KafkaSink.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build();
    }

    @Test
    void theSinkWritesOnOnceInOrder() throws Exception {
        String topic = kafka.newTopic("away", 1);
        try (SinkWriter<String> writer = sink(topic).open(context)) {
            NumberedRecords.write(writer, 0, 5_000);
            kafka.kill();
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> NumberedRecords.write(writer, 5_000, 10_000));
            assertThatThrownBy(() -> context.failure.get(OUTAGE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            kafka.startAgain();

            writing.get(60, TimeUnit.SECONDS);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(NumberedRecords.stored(kafka.bootstrapServers(), topic)).isEqualTo(NumberedRecords.texts(10_000));
    }

    @Test
    void thePipelineGoesOnFromTopicToTopic() throws Exception {
        String in = kafka.newTopic("in", 1);
        String out = kafka.newTopic("out", 1);
        try (RunningPipeline running = Pipeline.named("copy")
                .from(KafkaSource.strings()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(in)
                        .topics(in)
                        .build())
                .to(sink(out))
                .build()
                .start()) {
            try (SinkWriter<String> writer = sink(in).open(context)) {
                NumberedRecords.write(writer, 0, 5_000);
                assertThat(writer.flush(LIMIT)).isTrue();
                awaitCopied(out, 5_000);
                kafka.kill();
                assertThat(running.await(Duration.ofSeconds(OUTAGE_SECONDS))).isFalse();
                kafka.startAgain();
                NumberedRecords.write(writer, 5_000, 10_000);
                assertThat(writer.flush(LIMIT)).isTrue();
            }
            awaitCopied(out, 10_000);
            assertThat(running.stop(LIMIT)).isTrue();
        }
    }

    private void awaitCopied(String topic, int count) {
        Await.until(
                "all is copied",
                LIMIT,
                () -> NumberedRecords.stored(kafka.bootstrapServers(), topic).equals(NumberedRecords.texts(count)));
    }
}
