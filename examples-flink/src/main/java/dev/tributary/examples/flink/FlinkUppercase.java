package dev.tributary.examples.flink;

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
import dev.tributary.testkit.WriteLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.util.FileUtils;

/**
 * The article's way with Flink in the middle: changes of {@code mydb.mytable} go into the topic {@code mytopic}; a job on a
 * standalone cluster turns them to upper case, writes them to {@code mytopic_upper}, and stores them in {@code
 * mydb.mytable_upper}. It ends when the tables are equal.
 */
final class FlinkUppercase {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ROWS = 1_000;

    private FlinkUppercase() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.out.println("Starting MySQL, Kafka and a cluster of Flink ...");
        Path folder = Files.createTempDirectory("tributary-flink");
        try (MySqlServer mysql = MySqlServer.start(MySqlVersion.V9);
                KafkaBroker kafka = KafkaBroker.start();
                FlinkCluster flink = FlinkCluster.start(folder, 2);
                RunningPipeline capture = capture(mysql, kafka).start()) {
            System.out.println(
                    "MySQL, Kafka, a job manager and two task managers are up; their files are in " + folder);
            String job = flink.submit(2, List.of(), jobArguments(mysql, kafka));
            System.out.println("The job " + job + " is submitted");
            try (WriteLoad load =
                    WriteLoad.on(mysql.dataSource(), "mydb.mytable").keys(ROWS).start()) {
                flink.awaitCheckpoints(job, 3);
                System.out.println("Written meanwhile: " + load.stop());
            }
            Await.until(
                    "mytable_upper equals mytable",
                    LIMIT,
                    () -> UppercaseTables.differences(mysql).isEmpty());
            System.out.println("verified: " + UppercaseTables.rows(mysql) + " rows");
            capture.stop(Duration.ofSeconds(10));
        }
        FileUtils.deleteDirectory(folder.toFile()); // what a failure leaves is for people to look at
    }

    /** Makes the tables and topics, and returns what brings changes of the one into the other. */
    static Pipeline capture(MySqlServer mysql, KafkaBroker kafka) {
        UppercaseTables.create(mysql);
        kafka.createTopic("mytopic", 2);
        kafka.createTopic("mytopic_upper", 2);
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

    static List<String> jobArguments(MySqlServer mysql, KafkaBroker kafka) {
        return List.of(
                "--bootstrap",
                kafka.bootstrapServers(),
                "--from-topic",
                "mytopic",
                "--to-topic",
                "mytopic_upper",
                "--jdbc",
                mysql.jdbcUrl("mydb"),
                "--user",
                mysql.rootUser(),
                "--password",
                mysql.rootPassword(),
                "--table",
                "mydb.mytable_upper");
    }
}
