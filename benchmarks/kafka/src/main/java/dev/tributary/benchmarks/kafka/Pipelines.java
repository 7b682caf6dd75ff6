package dev.tributary.benchmarks.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Stage;
import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.StartFrom;
import dev.tributary.kafka.ExactlyOnce;
import dev.tributary.kafka.KafkaChangeSinkBuilder;
import dev.tributary.kafka.KafkaSink;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** The pipelines of all programs here. */
final class Pipelines {

    private static final Duration FAILURE_CHECK = Duration.ofMillis(20);
    private static final Duration END_LIMIT = Duration.ofMinutes(1);

    private Pipelines() {}

    /** Runs a pipeline from the task's position to its mark, which goes no further; then ends it in order. */
    static void runToMark(Task task, Function<Stage<ChangeEvent>, Pipeline.Ending> rest) throws InterruptedException {
        CountDownLatch marked = new CountDownLatch(1);
        Stage<ChangeEvent> changes = Pipeline.named("bench")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(task))
                .filter(change -> {
                    if (change.table().name().equals(Task.MARKER)) {
                        marked.countDown();
                        return false;
                    }
                    return true;
                });
        try (RunningPipeline running = rest.apply(changes).build().start()) {
            await(marked, running);
        }
    }

    /** Waits, and ends a pipeline in order; throws its failure. */
    static void await(CountDownLatch marked, RunningPipeline running) throws InterruptedException {
        while (marked.getCount() > 0 && !running.await(FAILURE_CHECK)) {
            // Goes on until the mark has come; a failure is thrown.
        }
        if (!running.stop(END_LIMIT)) {
            throw new IllegalStateException("The pipeline did not end within " + END_LIMIT);
        }
    }

    private static MySqlSource source(Task task) {
        return MySqlSource.builder()
                .endpoint(task.host(), task.port())
                .credentials(task.user(), task.password())
                .tables(task.tables().toArray(String[]::new))
                .sslMode(SslMode.DISABLED)
                .startFrom(StartFrom.filePosition(task.file(), task.position()))
                .build();
    }

    /** Returns the sink of the task's topic; where it writes exactly once, under a name that was never used before. */
    static KafkaSink<ChangeEvent> sink(Task task) {
        KafkaChangeSinkBuilder sink = KafkaSink.changeEvents()
                .bootstrapServers(task.setting(KafkaSettings.BROKER))
                .topic(task.setting(KafkaSettings.TOPIC))
                .property("linger.ms", task.setting(KafkaSettings.LINGER));
        if (task.settings().containsKey(KafkaSettings.COMMIT)) {
            Duration interval = Duration.ofMillis(Long.parseLong(task.setting(KafkaSettings.COMMIT)));
            sink.exactlyOnce(
                    ExactlyOnce.defaults().named("bench-" + UUID.randomUUID()).commitEvery(interval));
        }
        return sink.build();
    }
}
