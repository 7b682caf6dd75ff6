package dev.tributary.benchmarks.tributary;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.StartFrom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The pipelines of all programs here: from the task's position to its mark, and of all rows of its tables. */
final class Pipelines {

    private static final Duration FAILURE_CHECK = Duration.ofMillis(20);

    private Pipelines() {}

    /** Gives each change to a handler, up to the mark, which is told apart. */
    static void readToMark(Task task, Consumer<ChangeEvent> handler, Runnable mark) throws InterruptedException {
        CountDownLatch marked = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("bench")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(task, StartFrom.filePosition(task.file(), task.position()), 1))
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

    /** Gives each row of the task's tables to a handler, over as many connections as the task says. */
    static void snapshot(Task task, Consumer<ChangeEvent> handler) throws InterruptedException {
        int connections = Integer.parseInt(task.setting("connections"));
        Pipeline pipeline = Pipeline.named("bench")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(task, StartFrom.snapshotOnly(), connections))
                .forEach(handler)
                .build();
        try (RunningPipeline running = pipeline.start()) {
            running.await();
        }
    }

    private static MySqlSource source(Task task, StartFrom start, int connections) {
        return MySqlSource.builder()
                .endpoint(task.host(), task.port())
                .credentials(task.user(), task.password())
                .tables(task.tables().toArray(String[]::new))
                .sslMode(SslMode.DISABLED)
                .startFrom(start)
                .snapshots(SnapshotOptions.standard().connections(connections))
                .build();
    }
}
