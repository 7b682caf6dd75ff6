package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.ChangeEventFormat;

/** Makes a Connect record of each change. */
final class ConnectCapture {

    private static final int NO_BYTES = 0;

    private ConnectCapture() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments),
                (task, meter) -> EngineRun.run(
                        DebeziumEngine.create(ChangeEventFormat.of(Connect.class)),
                        EngineFolder.toRun(task).properties(task),
                        change -> change.record().topic().endsWith("." + Task.MARKER),
                        change -> meter.row(NO_BYTES),
                        meter::mark));
    }
}
