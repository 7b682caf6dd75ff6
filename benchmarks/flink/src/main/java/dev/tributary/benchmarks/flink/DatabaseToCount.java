package dev.tributary.benchmarks.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.benchmarks.contest.FlinkJobs;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.StartFrom;
import dev.tributary.flink.TributarySource;
import dev.tributary.format.EnvelopeWriter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Reads the binlog or a snapshot, as the setting {@code from} says, by our source into what the setting {@code as} says. */
final class DatabaseToCount {

    private static final EnvelopeWriter ENVELOPES = new EnvelopeWriter("bench");

    private DatabaseToCount() {}

    public static void main(String[] arguments) throws Exception {
        FlinkJobs.run(
                Task.parse(arguments),
                (task, meter) -> FlinkJobs.read(
                        task,
                        meter,
                        environment ->
                                environment.fromSource(source(task), WatermarkStrategy.noWatermarks(), "database"),
                        size(task)));
    }

    private static FlinkJobs.Size<ChangeEvent> size(Task task) {
        return task.setting("as").equals("json")
                ? change -> ENVELOPES.write(change).length
                : change -> change.row().isNull(0) ? 1 : 0;
    }

    private static TributarySource source(Task task) {
        String host = task.host();
        int port = task.port();
        String user = task.user();
        String password = task.password();
        boolean snapshot = task.setting("from").equals("snapshot");
        String file = task.file();
        long position = task.position();
        String[] tables = task.tables().toArray(String[]::new);
        return TributarySource.changeEvents(() -> MySqlSource.builder()
                        .endpoint(host, port)
                        .credentials(user, password)
                        .tables(tables)
                        .sslMode(SslMode.DISABLED)
                        .startFrom(snapshot ? StartFrom.snapshotOnly() : StartFrom.filePosition(file, position))
                        .build())
                .build();
    }
}
