package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;

/** Makes a JSON envelope of each change, as a string. */
final class JsonCapture {

    private JsonCapture() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments),
                (task, meter) -> EngineRun.run(
                        DebeziumEngine.create(Json.class),
                        EngineFolder.toRun(task).properties(task),
                        record -> record.destination().endsWith("." + Task.MARKER),
                        record -> meter.row(record.value().length()),
                        meter::mark));
    }
}
