package dev.tributary.examples.common;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Both ends of the article's way: MySQL with {@code mydb.mytable} and {@code mydb.mytable_upper}, Kafka with {@code mytopic} and
 * {@code mytopic_upper}, and a pipeline that brings changes of the table into the topic. What is between, an engine does.
 */
public final class UppercaseServers implements AutoCloseable {

    private final MySqlServer mysql;
    private final KafkaBroker kafka;
    private final RunningPipeline capture;

    private UppercaseServers(MySqlServer mysql, KafkaBroker kafka, RunningPipeline capture) {
        this.mysql = mysql;
        this.kafka = kafka;
        this.capture = capture;
    }

    /** Starts the servers and the pipeline. */
    public static UppercaseServers start() {
        MySqlServer mysql = MySqlServer.start(MySqlVersion.V9); // both end with this JVM, whatever fails
        KafkaBroker kafka = KafkaBroker.start();
        mysql.execute(
                "CREATE DATABASE mydb",
                "CREATE TABLE mydb.mytable (id INT PRIMARY KEY, value VARCHAR(100))",
                "CREATE TABLE mydb.mytable_upper (id INT PRIMARY KEY, value VARCHAR(100))");
        kafka.createTopic("mytopic", 2);
        kafka.createTopic("mytopic_upper", 2);
        return new UppercaseServers(mysql, kafka, capture(mysql, kafka).start());
    }

    private static Pipeline capture(MySqlServer mysql, KafkaBroker kafka) {
        MySqlServer.Credentials user = mysql.createReplicationUser("tributary", "tributary");
        return Pipeline.named("capture")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(mysql.host(), mysql.port())
                        .credentials(user.user(), Secret.of(user.password()))
                        .tables("mydb.mytable")
                        .startFrom(StartFrom.earliest())
                        .build())
                .to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic("mytopic")
                        .build())
                .build();
    }

    /** Returns the server of both tables. */
    public MySqlServer mysql() {
        return mysql;
    }

    /** Returns the broker of both topics. */
    public KafkaBroker kafka() {
        return kafka;
    }

    /**
     * Returns what {@link JobOptions} reads.
     *
     * @param folder where the job may keep what it must find again after a restart
     */
    public List<String> jobArguments(Path folder) {
        return new JobOptions(
                        kafka.bootstrapServers(),
                        "mytopic",
                        "mytopic_upper",
                        mysql.jdbcUrl("mydb"),
                        mysql.rootUser(),
                        mysql.rootPassword(),
                        "mydb.mytable_upper",
                        folder.toString())
                .arguments();
    }

    /** Waits until the target has what the source has, in upper case. */
    public void awaitEqual(Duration limit) {
        awaitEqual("mytable_upper", limit);
    }

    /** Waits until a table of the same columns has what the source has, in upper case. */
    public void awaitEqual(String target, Duration limit) {
        Await.until(target + " equals mytable", limit, () -> differences(target).isEmpty());
    }

    /** Returns the keys of rows that are in one of the tables only, or differ in more than case. */
    private List<?> differences(String target) {
        return mysql.query("SELECT s.id FROM mydb.mytable s LEFT JOIN mydb." + target + " t ON t.id = s.id"
                + " WHERE t.id IS NULL OR NOT (CAST(UPPER(s.value) AS BINARY) <=> CAST(t.value AS BINARY))"
                + " UNION ALL SELECT t.id FROM mydb." + target + " t LEFT JOIN mydb.mytable s ON s.id = t.id"
                + " WHERE s.id IS NULL");
    }

    /** Returns the number of rows in the target. */
    public long rows() {
        return ((Number) mysql.query("SELECT COUNT(*) FROM mydb.mytable_upper")
                        .get(0)
                        .get(0))
                .longValue();
    }

    /** Returns something that is another once the target has changed. */
    String stateOfTarget() {
        return Objects.toString(
                mysql.query("SELECT COUNT(*), SUM(CRC32(CONCAT_WS(':', id, value))) FROM mydb.mytable_upper"));
    }

    /** Stops the pipeline and ends the servers. */
    @Override
    public void close() {
        capture.close();
        kafka.close();
        mysql.close();
    }
}
