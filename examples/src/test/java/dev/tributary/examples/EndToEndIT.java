package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Operation;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.spi.Sink;
import dev.tributary.spi.Source;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WriteLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way that the library offers, with real servers, while the source is written to. */
@ParameterizedClass
@EnumSource(
        value = MySqlVersion.class,
        names = {"V9", "V8_0"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EndToEndIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ITEMS = "CREATE TABLE %s (id INT PRIMARY KEY, value VARCHAR(100))";

    @Parameter
    private MySqlVersion version = MySqlVersion.V9;

    private MySqlServer server;
    private KafkaBroker kafka;
    private MySqlDatabase database;
    private String topic;

    @BeforeAll
    void startServers() {
        server = SharedServers.mySql(version);
        kafka = SharedServers.kafka();
        database = server.newDatabase("endtoend");
        server.createReplicationUser("endtoend", "secret");
    }

    @AfterAll
    void dropDatabase() {
        database.close();
    }

    @BeforeEach
    void createTables() {
        database.execute("DROP TABLE IF EXISTS items, copies", ITEMS.formatted("items"), ITEMS.formatted("copies"));
        topic = kafka.newTopic("items", 3);
    }

    private Source<ChangeEvent> binlog() {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("endtoend", Secret.of("secret"))
                .tables(database.table("items"))
                .startFrom(StartFrom.now())
                .build();
    }

    private Source<ChangeEvent> topic(String name, String group) {
        return KafkaSource.changeEvents()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(group + "-" + name)
                .topics(name)
                .build();
    }

    private Sink<ChangeEvent> toTopic(String name) {
        return KafkaSink.changeEvents()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(name)
                .build();
    }

    private Sink<ChangeEvent> toCopies() {
        return JdbcSink.changeEvents(database.dataSource())
                .table(database.table("copies"))
                .build();
    }

    /** Starts a pipeline that reads the binlog, and waits until it stands where the next change will be. */
    private RunningPipeline startAtNow(Pipeline pipeline) throws InterruptedException {
        RunningPipeline running = pipeline.start();
        assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        return running;
    }

    private WriteLoad.Result write() throws InterruptedException {
        WriteLoad load = WriteLoad.on(database.dataSource(), "items").keys(200).start();
        try (load) {
            while (load.committed() < 300) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return load.stop();
        }
    }

    private void assertCopiesEqualItems() throws SQLException {
        try (Connection connection = database.connection()) {
            TableDiff diff = TableDiff.compare(connection, "items", connection, "copies");
            assertThat(diff.differences()).isEmpty();
            assertThat(diff.rows()).isPositive();
        }
    }

    private static void stop(RunningPipeline running) {
        assertThat(running.stop(LIMIT)).isTrue();
    }

    @Test
    void mysqlToMysql() throws Exception {
        Pipeline mirror = Pipeline.named("mirror")
                .checkpoints(CheckpointStore.inMemory())
                .from(binlog())
                .to(toCopies())
                .build();
        try (RunningPipeline running = startAtNow(mirror)) {
            write();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertCopiesEqualItems();
            stop(running);
        }
    }

    @Test
    void mysqlToKafka() throws Exception {
        Pipeline publish = Pipeline.named("publish")
                .checkpoints(CheckpointStore.inMemory())
                .from(binlog())
                .to(toTopic(topic))
                .build();
        try (RunningPipeline running = startAtNow(publish)) {
            WriteLoad.Result written = write();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            List<ChangeEvent> published = TopicContent.of(kafka, topic);
            assertThat(published).hasSameSizeAs(written.changes());
            assertThat(published)
                    .filteredOn(change -> change.operation() == Operation.DELETE)
                    .isNotEmpty();
            stop(running);
        }
    }

    @Test
    void kafkaToKafka() throws Exception {
        String upper = kafka.newTopic("upper", 3);
        Pipeline publish = Pipeline.named("publish")
                .checkpoints(CheckpointStore.inMemory())
                .from(binlog())
                .to(toTopic(topic))
                .build();
        Pipeline uppercase = Pipeline.named("uppercase")
                .from(topic(topic, "uppercase"))
                .map(change -> change.mapRows(Uppercase::uppercase))
                .to(toTopic(upper))
                .build();
        try (RunningPipeline publishing = startAtNow(publish);
                RunningPipeline running = uppercase.start()) {
            write();
            assertThat(publishing.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            List<ChangeEvent> before = TopicContent.of(kafka, topic);
            List<ChangeEvent> after = TopicContent.of(kafka, upper);
            assertThat(after).hasSameSizeAs(before);
            assertThat(after).allSatisfy(change -> {
                String value = change.row().getString("value");
                assertThat(value).isEqualTo(value.toUpperCase(Locale.ROOT));
            });
        }
    }

    @Test
    void kafkaToMysql() throws Exception {
        Pipeline publish = Pipeline.named("publish")
                .checkpoints(CheckpointStore.inMemory())
                .from(binlog())
                .to(toTopic(topic))
                .build();
        Pipeline store = Pipeline.named("store")
                .from(topic(topic, "store"))
                .to(toCopies())
                .build();
        try (RunningPipeline publishing = startAtNow(publish);
                RunningPipeline running = store.start()) {
            write();
            assertThat(publishing.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertCopiesEqualItems();
            stop(running);
        }
    }
}
