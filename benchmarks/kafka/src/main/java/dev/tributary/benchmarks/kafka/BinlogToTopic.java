package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;

/** Writes each change of the binlog to a topic. */
final class BinlogToTopic {

    private BinlogToTopic() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments),
                (task, meter) -> Pipelines.runToMark(
                        task, changes -> changes.to(new MeteredSink<>(Pipelines.sink(task), meter, task.rows()))));
    }
}
