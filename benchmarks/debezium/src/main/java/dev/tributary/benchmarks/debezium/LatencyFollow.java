package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.Latency;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.ChangeEventFormat;
import java.util.Properties;
import org.apache.kafka.connect.data.Struct;

/** Gives each record to a consumer as it comes. */
final class LatencyFollow {

    private static final String POLL_INTERVAL = "poll.interval.ms";

    private LatencyFollow() {}

    public static void main(String[] arguments) throws Exception {
        Latency.run(Task.parse(arguments), (task, meter) -> {
            Properties properties = EngineFolder.toRun(task).properties(task);
            if (task.settings().containsKey(POLL_INTERVAL)) {
                properties.setProperty(POLL_INTERVAL, task.setting(POLL_INTERVAL));
            }
            EngineRun.run(
                    DebeziumEngine.create(ChangeEventFormat.of(Connect.class)),
                    properties,
                    change -> change.record().topic().endsWith("." + Task.MARKER),
                    change -> meter.row(((Struct) change.record().value())
                            .getStruct("after")
                            .getInt64("sent_micros")),
                    () -> {});
        });
    }
}
