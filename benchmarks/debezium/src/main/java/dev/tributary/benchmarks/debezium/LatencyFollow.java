package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Latency;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.ChangeEventFormat;
import org.apache.kafka.connect.data.Struct;

/** Gives each record to a consumer as it comes. */
final class LatencyFollow {

    private LatencyFollow() {}

    public static void main(String[] arguments) throws Exception {
        Latency.run(Task.parse(arguments), (task, meter) -> {
            EngineRun.run(
                    DebeziumEngine.create(ChangeEventFormat.of(Connect.class)),
                    EngineFolder.toFollow(task),
                    change -> change.record().topic().endsWith("." + Task.MARKER),
                    change -> meter.row(((Struct) change.record().value())
                            .getStruct("after")
                            .getInt64("sent_micros")),
                    () -> {});
        });
    }
}
