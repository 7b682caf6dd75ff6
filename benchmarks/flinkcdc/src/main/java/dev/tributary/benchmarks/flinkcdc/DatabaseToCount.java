package dev.tributary.benchmarks.flinkcdc;

import dev.tributary.benchmarks.contest.FlinkJobs;
import dev.tributary.benchmarks.contest.Task;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.cdc.connectors.mysql.source.MySqlSource;
import org.apache.flink.cdc.connectors.mysql.table.StartupOptions;
import org.apache.flink.cdc.debezium.JsonDebeziumDeserializationSchema;

/** Reads the binlog or a snapshot, as the setting {@code from} says, by Flink CDC's source into JSON. */
final class DatabaseToCount {

    /** The rows of a chunk, if the setting {@code chunkRows} does not say another number: Flink CDC's own default. */
    private static final String CHUNK_ROWS = "8096";

    private DatabaseToCount() {}

    public static void main(String[] arguments) throws Exception {
        FlinkJobs.run(
                Task.parse(arguments),
                (task, meter) -> FlinkJobs.read(
                        task,
                        meter,
                        environment ->
                                environment.fromSource(source(task), WatermarkStrategy.noWatermarks(), "database"),
                        String::length));
    }

    private static MySqlSource<String> source(Task task) {
        String[] tables = task.tables().toArray(String[]::new);
        String database = tables[0].substring(0, tables[0].indexOf('.'));
        return MySqlSource.<String>builder()
                .hostname(task.host())
                .port(task.port())
                .username(task.user())
                .password(task.password())
                .serverId(Long.toString(task.serverId()))
                .databaseList(database)
                .tableList(tables)
                .startupOptions(start(task))
                .splitSize(Integer.parseInt(task.settings().getOrDefault("chunkRows", CHUNK_ROWS)))
                .deserializer(new JsonDebeziumDeserializationSchema())
                .build();
    }

    private static StartupOptions start(Task task) {
        return task.setting("from").equals("snapshot")
                ? StartupOptions.snapshot()
                : StartupOptions.specificOffset(task.file(), task.position());
    }
}
