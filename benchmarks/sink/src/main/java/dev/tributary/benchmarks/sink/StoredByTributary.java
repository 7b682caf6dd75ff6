package dev.tributary.benchmarks.sink;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.benchmarks.contest.Load;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.spi.Sink;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A pipeline from changes in memory to the JDBC sink. */
final class StoredByTributary {

    private static final String LANES = "lanes";
    private static final String METHOD = "method";

    private StoredByTributary() {}

    public static void main(String[] arguments) throws Exception {
        Task first = Task.parse(arguments);
        List<ChangeEvent> events =
                Events.of(Load.valueOf(first.setting(Load.SETTING)).changes(Math.toIntExact(first.rows())));
        Store.run(first, (task, changes, meter) -> {
            Pipeline pipeline = Pipeline.named("bench")
                    .checkpoints(CheckpointStore.inMemory())
                    .from(new MemorySource(events, meter::begin))
                    .to(sink(task))
                    .build();
            try (RunningPipeline running = pipeline.start()) {
                running.await();
            }
        });
    }

    private static Sink<ChangeEvent> sink(Task task) {
        return JdbcSink.changeEvents(dataSource(task))
                .parallelism(Integer.parseInt(task.setting(LANES)))
                .writeMethod(WriteMethod.valueOf(task.setting(METHOD)))
                .build();
    }

    private static DataSource dataSource(Task task) {
        if (Target.of(task) == Target.MYSQL) {
            MysqlDataSource dataSource = new MysqlDataSource();
            dataSource.setUrl(Store.url(task, "&allowLoadLocalInfile=true"));
            dataSource.setUser(task.user());
            dataSource.setPassword(task.password());
            return dataSource;
        }
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(Store.url(task, ""));
        dataSource.setUser(task.user());
        dataSource.setPassword(task.password());
        return dataSource;
    }
}
