package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.Secret;
import dev.tributary.TableId;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The binlog read by jobs that Flink runs in this JVM, and that fail in the middle. */
@WithMySql
@Timeout(120)
class TributarySourceIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static final AtomicLong LAST = new AtomicLong();
    private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();

    private final MySqlServer server;
    private MySqlDatabase database;
    private Account account;

    /** Where a source reads, as a job can carry it. */
    private record Account(String host, int port, String user, String password, String table) implements Serializable {

        MySqlSource source(StartFrom start) {
            return MySqlSource.builder()
                    .endpoint(host, port)
                    .credentials(user, Secret.of(password))
                    .tables(table)
                    .startFrom(start)
                    .build();
        }
    }

    TributarySourceIT(MySqlServer server) {
        this.server = server;
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("flink");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, value VARCHAR(100))",
                "CREATE TABLE copy (id INT PRIMARY KEY, value VARCHAR(100))");
        String user = database.name();
        MySqlServer.Credentials credentials =
                server.createReplicationUser(user.substring(0, Math.min(30, user.length())), "s3cret");
        account = new Account(
                server.host(), server.port(), credentials.user(), credentials.password(), database.name() + ".t");
        FAILURES_LEFT.set(0);
        LAST.set(0);
        VIOLATIONS.clear();
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100))
                .set(PipelineOptions.GENERIC_TYPES, false));
        environment.setParallelism(parallelism);
        environment.enableCheckpointing(10);
        return environment;
    }

    /** Fails the job at some change after a checkpoint, while failures are left. */
    private static final class Fragile implements MapFunction<ChangeEvent, ChangeEvent>, CheckpointListener {

        private static final long serialVersionUID = 1L;
        private static final int CHANGES_AFTER = 500;

        private int left = Integer.MAX_VALUE;

        @Override
        public ChangeEvent map(ChangeEvent change) {
            if (left-- == 0 && FAILURES_LEFT.getAndUpdate(failures -> Math.max(0, failures - 1)) > 0) {
                throw new IllegalStateException("this task was to fail");
            }
            return change;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            left = CHANGES_AFTER;
        }
    }

    /** Has in its state which change came last, and knows which one must follow. */
    private static final class InTurn extends KeyedProcessFunction<Boolean, ChangeEvent, Long> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> last;

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Long.class));
        }

        @Override
        public void processElement(ChangeEvent change, Context context, Collector<Long> out) throws Exception {
            long before = last.value() == null ? 0 : last.value();
            long id = change.row().getLong("id");
            if (id != before + 1) {
                VIOLATIONS.add(id + " after " + before);
            }
            if (context.timestamp() != change.origin().time().toEpochMilli()) {
                VIOLATIONS.add("timestamp of " + id);
            }
            last.update(id);
            LAST.set(id);
        }
    }

    @Test
    void eachChangeIsOnceInTheStateThoughTheJobFails() throws Exception {
        Account from = account;
        FAILURES_LEFT.set(5);
        StreamExecutionEnvironment environment = environment(2);
        environment
                .fromSource(
                        TributarySource.changeEvents(() -> from.source(StartFrom.earliest()))
                                .build(),
                        WatermarkStrategy.forMonotonousTimestamps(),
                        "binlog")
                .setParallelism(1)
                .map(new Fragile())
                .setParallelism(1)
                .returns(ChangeEventTypeInfo.INSTANCE)
                .keyBy(change -> true)
                .process(new InTurn());
        JobClient job = environment.executeAsync();
        try {
            for (int i = 0; i < 200; i++) {
                database.execute("INSERT INTO t (value) VALUES ('a'), ('b'), ('c')");
            }
            // One transaction of several mebibytes, which has positions in its middle.
            database.execute(
                    "SET SESSION cte_max_recursion_depth = 1000000",
                    "INSERT INTO t (value) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                            + " SELECT REPEAT('x', 90) FROM n");
            long written =
                    ((Number) database.query("SELECT MAX(id) FROM t").get(0).get(0)).longValue();
            Await.until("the last change is there, and all failures were", LIMIT, () -> LAST.get() >= written);

            assertThat(VIOLATIONS).isEmpty();
            assertThat(FAILURES_LEFT).hasValue(0);
        } finally {
            job.cancel().get();
        }
    }

    @Test
    void rowsThatWereThereAndTheirChangesEndInACopyThoughTheJobFails() throws Exception {
        database.execute(
                "SET SESSION cte_max_recursion_depth = 1000000",
                "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                        + " SELECT i, CONCAT('old ', i) FROM n");
        Account from = account;
        String url = database.jdbcUrl();
        String user = server.rootUser();
        String password = server.rootPassword();
        String target = database.name() + ".copy";
        FAILURES_LEFT.set(5);
        StreamExecutionEnvironment environment = environment(2);
        ChangeEvents.keyByRow(environment
                        .fromSource(
                                TributarySource.changeEvents(() -> from.source(StartFrom.snapshot()))
                                        .build(),
                                WatermarkStrategy.noWatermarks(),
                                "binlog")
                        .setParallelism(1)
                        .map(new Fragile())
                        .setParallelism(1)
                        .returns(ChangeEventTypeInfo.INSTANCE))
                .sinkTo(TributarySink.changeEvents(() -> JdbcSink.changeEvents(target(url, user, password))
                                .table(target)
                                .build())
                        .build());
        JobClient job = environment.executeAsync();
        try {
            try (WriteLoad load =
                    WriteLoad.on(database.dataSource(), "t").keys(2_000).start()) {
                Await.until("failures", LIMIT, () -> FAILURES_LEFT.get() == 0);
                load.stop();
            }
            Await.until("the copy equals the table", LIMIT, () -> differences() == 0);
            assertThat(database.query("SELECT COUNT(*) FROM copy").get(0).get(0))
                    .isNotEqualTo(0L);
        } finally {
            job.cancel().get();
        }
    }

    private long differences() {
        return ((Number) database.query("SELECT (SELECT COUNT(*) FROM t LEFT JOIN copy USING (id)"
                                + " WHERE NOT t.value <=> copy.value OR copy.id IS NULL)"
                                + " + (SELECT COUNT(*) FROM copy LEFT JOIN t USING (id) WHERE t.id IS NULL)")
                        .get(0)
                        .get(0))
                .longValue();
    }

    private static MysqlDataSource target(String url, String user, String password) {
        MysqlDataSource target = new MysqlDataSource();
        target.setUrl(url);
        target.setUser(user);
        target.setPassword(password);
        return target;
    }

    @Test
    void aCopyOfWhatIsThereEndsByItselfOnSeveralSubtasks() throws Exception {
        database.execute("INSERT INTO t (value) VALUES ('a'), ('b'), ('c')");
        Account from = account;
        StreamExecutionEnvironment environment = environment(3);

        List<String> values = environment
                .fromSource(
                        TributarySource.changeEvents(() -> from.source(StartFrom.snapshotOnly()))
                                .bounded()
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "rows")
                .map(change -> change.row().getString("value").toUpperCase(Locale.ROOT))
                .executeAndCollect(10);

        assertThat(values).containsExactlyInAnyOrder("A", "B", "C");
        Await.until(
                "no thread of the source is left",
                LIMIT,
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().contains(" source ")
                                && thread.getName().startsWith("MySQL")));
    }

    @Test
    void aTruncatedTableFailsTheJobUnlessItIsIgnored() throws Exception {
        database.execute(
                "INSERT INTO t (value) VALUES ('a')", "TRUNCATE TABLE t", "INSERT INTO t (value) VALUES ('b')");
        Account from = account;
        StreamExecutionEnvironment environment = environment(1);
        environment.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
        environment
                .fromSource(
                        TributarySource.changeEvents(() -> from.source(StartFrom.earliest()))
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "binlog")
                .map(change -> change.row().getString("value"))
                .print();

        assertThatThrownBy(environment::execute)
                .satisfies(failure -> assertThat(ExceptionUtils.findThrowableWithMessage(
                                failure,
                                "'TRUNCATE TABLE t' changed table " + new TableId(database.name(), "t")
                                        + " as a whole"))
                        .isPresent());
    }
}
