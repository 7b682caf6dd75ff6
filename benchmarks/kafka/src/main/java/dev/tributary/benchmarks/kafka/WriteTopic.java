package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.Task;

/** Writes the changes of the binlog to a topic once: for those who read it then, or as they come. */
final class WriteTopic {

    private WriteTopic() {}

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        Pipelines.runToMark(task, changes -> changes.to(Pipelines.sink(task)));
    }
}
