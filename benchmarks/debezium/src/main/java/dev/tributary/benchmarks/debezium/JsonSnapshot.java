package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;

/** Makes a JSON envelope of each row of a snapshot, as a string. */
final class JsonSnapshot {

    private JsonSnapshot() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments),
                (task, meter) -> EngineRun.run(
                        DebeziumEngine.create(Json.class),
                        EngineFolder.toSnapshot(task).snapshotProperties(task),
                        record -> meter.row(record.value().length(), task.rows()),
                        record -> {},
                        () -> {}));
    }
}
