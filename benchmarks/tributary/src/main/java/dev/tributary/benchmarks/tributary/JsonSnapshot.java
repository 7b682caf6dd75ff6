package dev.tributary.benchmarks.tributary;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.format.EnvelopeWriter;

/** Makes a JSON envelope of each row of a snapshot, as bytes. */
final class JsonSnapshot {

    private JsonSnapshot() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            EnvelopeWriter envelope = new EnvelopeWriter("bench");
            Pipelines.snapshot(task, change -> meter.row(envelope.write(change).length, task.rows()));
        });
    }
}
