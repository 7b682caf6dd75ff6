package dev.tributary.benchmarks.kafka;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import java.util.ArrayList;
import java.util.List;

/** Writes changes that are in memory to a topic, again and again: what the sink costs without the binlog. */
final class MemoryToTopic {

    private MemoryToTopic() {}

    public static void main(String[] arguments) throws Exception {
        Task first = Task.parse(arguments);
        List<ChangeEvent> changes = read(first);
        Capture.run(first, (task, meter) -> {
            Pipeline pipeline = Pipeline.named("bench")
                    .checkpoints(CheckpointStore.inMemory())
                    .from(new MemorySource(changes, task.rows()))
                    .to(new MeteredSink<>(Pipelines.sink(task), meter, task.rows()))
                    .build();
            try (RunningPipeline running = pipeline.start()) {
                running.await();
            }
        });
    }

    /** Reads as many as are kept in memory. */
    private static List<ChangeEvent> read(Task task) throws InterruptedException {
        int number = Math.toIntExact(Math.min(task.rows(), Memory.RECORDS));
        List<ChangeEvent> changes = new ArrayList<>(number);
        Pipelines.runToMark(
                task, stage -> stage.filter(change -> changes.size() < number).forEach(changes::add));
        return changes;
    }
}
