package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Task;

/** Writes each record to a topic as it comes. */
final class FollowToTopic {

    private FollowToTopic() {}

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        ByHand.run(task, EngineFolder.toFollow(task), record -> {}, () -> {});
    }
}
