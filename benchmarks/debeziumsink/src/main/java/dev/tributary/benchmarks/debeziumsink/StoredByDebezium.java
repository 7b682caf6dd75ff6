package dev.tributary.benchmarks.debeziumsink;

import dev.tributary.benchmarks.contest.Load;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.connector.jdbc.JdbcSinkConnectorTask;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Gives a task of the connector records that are in memory, as many at a time as a poll of Connect's worker has. */
final class StoredByDebezium {

    private static final String BATCH = "batch";
    private static final String TUNED = "tuned";

    private StoredByDebezium() {}

    public static void main(String[] arguments) throws Exception {
        Task first = Task.parse(arguments);
        List<SinkRecord> records =
                Records.of(Load.valueOf(first.setting(Load.SETTING)).changes(Math.toIntExact(first.rows())));
        int batch = Integer.parseInt(first.setting(BATCH));
        Store.run(first, (task, changes, meter) -> {
            JdbcSinkConnectorTask sink = new JdbcSinkConnectorTask();
            sink.initialize(context());
            sink.start(settings(task));
            sink.open(List.of(Records.PARTITION));
            meter.begin();
            for (int begin = 0; begin < records.size(); begin += batch) {
                sink.put(records.subList(begin, Math.min(begin + batch, records.size())));
            }
            sink.put(List.of()); // throws what the last one met
            sink.stop();
        });
    }

    private static Map<String, String> settings(Task task) {
        boolean tuned = Boolean.parseBoolean(task.setting(TUNED));
        Map<String, String> settings = new HashMap<>(Map.of(
                "connection.url",
                Store.url(task, tuned ? "&rewriteBatchedStatements=true&reWriteBatchedInserts=true" : ""),
                "connection.username",
                task.user(),
                "connection.password",
                task.password(),
                "collection.name.format",
                Target.of(task) == Target.MYSQL ? "orders" : Store.TABLE,
                "insert.mode",
                "upsert",
                "delete.enabled",
                "true",
                "primary.key.mode",
                "record_key",
                "batch.size",
                task.setting(BATCH)));
        settings.put("use.reduction.buffer", Boolean.toString(tuned));
        return settings;
    }

    /** Nobody asks it for more than what it is assigned to. */
    private static SinkTaskContext context() {
        return (SinkTaskContext) Proxy.newProxyInstance(
                StoredByDebezium.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "assignment" -> Set.<TopicPartition>of(Records.PARTITION);
                    case "configs" -> Map.of();
                    default -> null;
                });
    }
}
