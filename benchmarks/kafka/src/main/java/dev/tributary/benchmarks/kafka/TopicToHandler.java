package dev.tributary.benchmarks.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.kafka.KafkaSourceBuilder;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;

/** Gives each message of a topic to a handler, as what the setting {@code as} says. */
final class TopicToHandler {

    private static final int NO_BYTES = 0;

    private TopicToHandler() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            String form = task.setting("as");
            switch (form) {
                case "bytes" -> read(KafkaSource.bytes(), value -> value.length, task, meter);
                case "strings" -> read(KafkaSource.strings(), String::length, task, meter);
                case "changes" -> read(KafkaSource.changeEvents(), TopicToHandler::first, task, meter);
                default -> throw new IllegalArgumentException("Nothing can be read as '" + form + "'");
            }
        });
    }

    /** Reads one column, as a handler would at least. */
    private static int first(ChangeEvent change) {
        return change.row().isNull(0) ? 1 : NO_BYTES;
    }

    private static <T> void read(KafkaSourceBuilder<T> builder, ToIntFunction<T> bytes, Task task, CaptureMeter meter)
            throws InterruptedException {
        CountDownLatch marked = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("bench")
                .checkpoints(CheckpointStore.inMemory())
                .from(builder.bootstrapServers(task.setting(KafkaSettings.BROKER))
                        .groupId("bench-" + UUID.randomUUID())
                        .topics(task.setting(KafkaSettings.TOPIC))
                        .build())
                .forEach(value -> {
                    if (meter.row(bytes.applyAsInt(value), task.rows())) {
                        marked.countDown();
                    }
                })
                .build();
        try (RunningPipeline running = pipeline.start()) {
            Pipelines.await(marked, running);
        }
    }
}
