package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.ChangeEventFormat;

/** Makes a Connect record of each row of a snapshot. */
final class ConnectSnapshot {

    private static final int NO_BYTES = 0;

    private ConnectSnapshot() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments),
                (task, meter) -> EngineRun.run(
                        DebeziumEngine.create(ChangeEventFormat.of(Connect.class)),
                        EngineFolder.toSnapshot(task).snapshotProperties(task),
                        change -> meter.row(NO_BYTES, task.rows()),
                        change -> {},
                        () -> {}));
    }
}
