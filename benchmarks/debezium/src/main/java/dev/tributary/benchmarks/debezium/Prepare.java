package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Task;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.util.Properties;

/** Makes the history of schemas by the engine's own snapshot of the tables, which are empty. */
final class Prepare {

    private static final String HEARTBEAT = "heartbeat";

    private Prepare() {}

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        Properties properties = EngineFolder.toPrepare(task).properties(task);
        properties.setProperty("heartbeat.interval.ms", "100"); // the first shows that the snapshot is done
        EngineRun.run(
                DebeziumEngine.create(Json.class),
                properties,
                record -> record.destination().contains(HEARTBEAT),
                record -> {},
                () -> {});
    }
}
