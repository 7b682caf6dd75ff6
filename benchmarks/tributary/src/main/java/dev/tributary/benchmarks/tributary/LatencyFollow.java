package dev.tributary.benchmarks.tributary;

import dev.tributary.benchmarks.contest.Latency;
import dev.tributary.benchmarks.contest.Task;

/** Gives each row to a handler as it comes. */
final class LatencyFollow {

    private LatencyFollow() {}

    public static void main(String[] arguments) throws Exception {
        Latency.run(
                Task.parse(arguments),
                (task, meter) -> Pipelines.readToMark(
                        task, change -> meter.row(change.row().getLong("sent_micros")), () -> {}));
    }
}
