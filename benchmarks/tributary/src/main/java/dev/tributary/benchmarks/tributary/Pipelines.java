package dev.tributary.benchmarks.tributary;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.StartFrom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The pipeline of all programs here: from the task's position to its mark. */
final class Pipelines {

    private static final Duration FAILURE_CHECK = Duration.ofMillis(20);

    private Pipelines() {}

    /** Gives each change to a handler, up to the mark, which is told apart. */
    static void readToMark(Task task, Consumer<ChangeEvent> handler, Runnable mark) throws InterruptedException {
        CountDownLatch marked = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("bench")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(task))
                .forEach(change -> {
                    if (change.table().name().equals(Task.MARKER)) {
                        mark.run();
                        marked.countDown();
                    } else {
                        handler.accept(change);
                    }
                })
                .build();
        try (RunningPipeline running = pipeline.start()) {
            while (marked.getCount() > 0 && !running.await(FAILURE_CHECK)) {
                // Goes on until the mark has come; a failure is thrown.
            }
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
}
