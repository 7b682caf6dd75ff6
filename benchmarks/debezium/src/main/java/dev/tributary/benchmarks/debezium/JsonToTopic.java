package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a JSON envelope of each change to a topic. */
final class JsonToTopic {

    private JsonToTopic() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            AtomicLong rows = new AtomicLong();
            ByHand.run(
                    task,
                    EngineFolder.toRun(task).properties(task),
                    record -> {
                        meter.row(record.key().length() + record.value().length());
                        rows.incrementAndGet();
                    },
                    () -> {
                        if (rows.get() == task.rows()) {
                            meter.mark();
                        }
                    });
        });
    }
}
