package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.RetriableException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of writing when the broker's disk is full: a file system in memory, which only root may mount. */
@Tag("faults")
@Timeout(120)
class DiskFullIT {

    private static final String PADDING = "x".repeat(10_000);

    private final RecordingContext context = new RecordingContext(false);
    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createTempDirectory("tributary-small-disk-");
        assumeTrue(
                runs("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
                "mounting needs Linux and root");
    }

    @AfterEach
    void unmount() throws Exception {
        runs("umount", disk.toString());
        Files.deleteIfExists(disk);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void whatIsDurableSurvivesAndTheRestIsWrittenOnceThereIsRoom() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.builder()
                .logFolder(disk)
                .option("log.segment.bytes", "1048576")
                .option("log.index.size.max.bytes", "65536")
                .start()) {
            String topic = kafka.newTopic("full", 1);
            KafkaSink<String> sink = KafkaSink.strings()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic(topic)
                    .property("compression.type", "none")
                    .property("request.timeout.ms", "1500")
                    .property("delivery.timeout.ms", "3000")
                    .property("max.block.ms", "3000")
                    .build();

            Throwable failure = writeUntilItFails(sink);

            assertThat(failure)
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("The record from in-0 offset ")
                    .hasMessageContaining("cannot be written to topic '" + topic + "'");
            int durable = lastDurable();
            assertThat(durable).isPositive();

            assertThat(runs("mount", "-o", "remount,size=256m", disk.toString()))
                    .isTrue();
            startAnew(kafka);
            assertThat(numbers(kafka.bootstrapServers(), topic))
                    .startsWith(NumberedRecords.texts(durable + 1).toArray(new String[0]));

            try (SinkWriter<String> writer = sink.open(context)) {
                write(writer, durable + 1);
                assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
            }
            assertThat(numbers(kafka.bootstrapServers(), topic)).endsWith("" + (durable + 1));
        }
    }

    @Test
    void theOtherBrokersGoOnWhereOneHasNoRoom() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.builder()
                .logFolder(1, disk)
                .option("log.segment.bytes", "1048576")
                .option("log.index.size.max.bytes", "65536")
                .start()) {
            String topic = kafka.newTopic("full", 1);
            int count = 6_000; // of 10 KB, on 24 MB
            try (SinkWriter<String> writer = KafkaSink.strings()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic(topic)
                    .property("compression.type", "none")
                    .build()
                    .open(context)) {
                for (int i = 0; i < count; i++) {
                    write(writer, i);
                }
                assertThat(writer.flush(Duration.ofSeconds(60))).isTrue();
            }

            assertThat(kafka.log(1)).contains("No space left on device");
            assertThatThrownBy(() -> kafka.kill(1)).hasMessageContaining("is not running");
            assertThat(numbers(kafka.bootstrapServers(), topic)).isEqualTo(NumberedRecords.texts(count));
            assertThat(runs("mount", "-o", "remount,size=256m", disk.toString()))
                    .isTrue();
            kafka.startAgain(1);
            kafka.awaitInSync(Duration.ofSeconds(60));
        }
    }

    private Throwable writeUntilItFails(KafkaSink<String> sink) throws Exception {
        try (SinkWriter<String> writer = sink.open(context)) {
            for (int i = 0; !context.failure.isDone(); i++) {
                write(writer, i);
            }
        } catch (RuntimeException thrown) {
            return thrown;
        }
        return context.failure.get(1, TimeUnit.SECONDS);
    }

    private static void write(SinkWriter<String> writer, int number) throws InterruptedException {
        writer.write(StreamRecord.of(
                number + " " + PADDING,
                "key",
                new KafkaOrigin("in", 0, number, 0),
                NumberedRecords.SPLIT,
                PADDING.length()));
        writer.advance(NumberedRecords.SPLIT, new NumberedPosition(number));
    }

    private int lastDurable() {
        Position last = context.durable.get(context.durable.size() - 1);
        return Math.toIntExact(((NumberedPosition) last).number());
    }

    /** A broker ends by itself when the only disk that it has fails. */
    private static void startAnew(KafkaBroker kafka) {
        try {
            kafka.kill();
        } catch (IllegalStateException hasEnded) {
            assertThat(hasEnded).hasMessageContaining("is not running");
        }
        kafka.startAgain();
    }

    private static List<String> numbers(String bootstrapServers, String topic) {
        return Records.of(bootstrapServers, topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .map(text -> text.substring(0, text.indexOf(' ')))
                .toList();
    }
}
