package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.Operation;
import dev.tributary.SinkException;
import dev.tributary.jdbc.JdbcSink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.ExceptionUtils;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sinks of Tributary in jobs that Flink runs in this JVM. */
@Timeout(60)
class TributarySinkIT {

    private static final Queue<ChangeEvent> REJECTED = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger OPEN_POOLS = new AtomicInteger();

    private final String url = "jdbc:h2:mem:" + System.nanoTime();
    private Connection connection;

    /** A pool that is counted while it is open. */
    private record Pool(JdbcConnectionPool connections) implements AutoCloseable {

        static Pool open(String url) {
            OPEN_POOLS.incrementAndGet();
            return new Pool(JdbcConnectionPool.create(url, "", ""));
        }

        @Override
        public void close() {
            connections.dispose();
            OPEN_POOLS.decrementAndGet();
        }
    }

    @BeforeEach
    void openDatabase() throws SQLException {
        connection = dataSource(url).getConnection();
        REJECTED.clear();
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private static JdbcDataSource dataSource(String url) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<Integer, String> stored() throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, note FROM items")) {
            while (result.next()) {
                rows.put(result.getInt(1), result.getString(2));
            }
        }
        return rows;
    }

    private static StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none")
                .set(PipelineOptions.GENERIC_TYPES, false));
        environment.setParallelism(parallelism);
        return environment;
    }

    private static void run(List<ChangeEvent> changes, TributarySink<ChangeEvent> sink) throws Exception {
        StreamExecutionEnvironment environment = environment(2);
        ChangeEvents.keyByRow(environment.fromData(changes, ChangeEventTypeInfo.INSTANCE))
                .sinkTo(sink);
        environment.execute("store items");
    }

    private static TributarySink.Builder<ChangeEvent> items(String url) {
        return TributarySink.changeEvents(
                () -> Pool.open(url),
                pool -> JdbcSink.changeEvents(pool.connections()).table("items").build());
    }

    /** Returns a history of a few rows, in which keys change too, and leaves what is there in the end in a map. */
    private static List<ChangeEvent> history(int changes, Map<Integer, String> rows) {
        long seed = System.nanoTime();
        System.out.println("TributarySinkIT: seed " + seed);
        Random random = new Random(seed);
        List<ChangeEvent> history = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            int id = random.nextInt(20);
            String note = "note " + i;
            String old = rows.get(id);
            int other = random.nextInt(20);
            if (old == null) {
                history.add(Changes.insert(id, note));
                rows.put(id, note);
            } else if (i % 5 == 0) {
                history.add(Changes.delete(id, old));
                rows.remove(id);
            } else if (i % 5 == 1 && !rows.containsKey(other)) {
                history.add(Changes.update(id, old, other, note));
                rows.remove(id);
                rows.put(other, note);
            } else {
                history.add(Changes.update(id, old, id, note));
                rows.put(id, note);
            }
        }
        return history;
    }

    @Test
    void storesChangesOfEachRowInTheirOrder() throws Exception {
        execute("CREATE TABLE items (id INT PRIMARY KEY, note VARCHAR(100))");
        Map<Integer, String> expected = new TreeMap<>();
        List<ChangeEvent> history = history(2_000, expected);

        run(history, items(url).build());

        assertThat(stored()).isEqualTo(expected);
        assertThat(OPEN_POOLS).hasValue(0);
    }

    /** Only the checkpoint can close the batch: it has neither the rows nor the age. */
    @Test
    @SuppressWarnings("try") // the harness' close may be interrupted
    void storesWhatCameBeforeACheckpointBeforeItCompletes() throws Exception {
        execute("CREATE TABLE items (id INT PRIMARY KEY, note VARCHAR(100))");
        String database = url;
        TributarySink<ChangeEvent> sink = TributarySink.changeEvents(() -> JdbcSink.changeEvents(dataSource(database))
                        .table("items")
                        .batchRows(1_000)
                        .batchAge(Duration.ofHours(1))
                        .build())
                .build();
        try (var task = new OneInputStreamOperatorTestHarness<ChangeEvent, CommittableMessage<Void>>(
                new SinkWriterOperatorFactory<>(sink))) {
            task.open();
            task.processElement(Changes.insert(1, "one"), 0);
            task.processElement(Changes.insert(2, "two"), 0);
            assertThat(stored()).isEmpty();

            task.prepareSnapshotPreBarrier(1);

            assertThat(stored()).containsExactly(Map.entry(1, "one"), Map.entry(2, "two"));
        }
    }

    @Test
    void storesOtherElementsByAStatement() throws Exception {
        execute("CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(100))");
        String database = url;
        StreamExecutionEnvironment environment = environment(1);
        environment
                .fromData("a", "b")
                .map(String::toUpperCase)
                .sinkTo(TributarySink.<String>of(() -> JdbcSink.<String>statement(
                                        dataSource(database),
                                        "INSERT INTO items (note) VALUES (?)",
                                        (row, value) -> row.setString(1, value))
                                .build())
                        .build());
        environment.execute();

        assertThat(stored()).containsValues("A", "B").hasSize(2);
    }

    @Test
    void aRowThatCannotBeStoredFailsTheJobWithTheSinksMessage() throws Exception {
        execute("CREATE TABLE items (id INT PRIMARY KEY, note VARCHAR(3))");

        assertThatThrownBy(() -> run(
                        List.of(Changes.insert(1, "one"), Changes.insert(2, "much longer")),
                        items(url).build()))
                .satisfies(failure -> assertThat(ExceptionUtils.findThrowable(failure, SinkException.class))
                        .hasValueSatisfying(cause -> assertThat(cause)
                                .hasMessageContaining("shop.items")
                                .hasMessageContaining("(id)")));
        assertThat(OPEN_POOLS).hasValue(0);
    }

    @Test
    void aHandlerTakesRowsThatCannotBeStored() throws Exception {
        execute("CREATE TABLE items (id INT PRIMARY KEY, note VARCHAR(3))");

        run(
                List.of(Changes.insert(1, "one"), Changes.insert(2, "much longer")),
                items(url).onRejected((change, cause) -> REJECTED.add(change)).build());

        assertThat(stored()).containsExactly(Map.entry(1, "one"));
        assertThat(REJECTED).singleElement().satisfies(change -> {
            assertThat(change.operation()).isEqualTo(Operation.INSERT);
            assertThat(change.row().getInt("id")).isEqualTo(2);
        });
    }

    @Test
    void aSinkThatStoresPositionsIsRefused() {
        String database = url;
        TributarySink<ChangeEvent> exact = TributarySink.changeEvents(() -> JdbcSink.changeEvents(dataSource(database))
                        .exactlyOnce()
                        .build())
                .build();

        assertThatThrownBy(() -> run(List.of(Changes.insert(1, "one")), exact))
                .satisfies(failure -> assertThat(ExceptionUtils.findThrowable(failure, ConfigurationException.class))
                        .hasValueSatisfying(cause -> assertThat(cause)
                                .hasMessageContaining("positions are in the checkpoints: build the sink without it")));
    }
}
