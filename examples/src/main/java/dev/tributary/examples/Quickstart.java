package dev.tributary.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole way in one JVM, with real servers: a change of {@code mydb.mytable} reaches the topic {@code mytopic}; a step
 * turns its text to upper case and writes it to {@code mytopic_upper}; a sink stores it in {@code mydb.mytable_upper}.
 */
@Command(name = "quickstart", description = "See a row change travel from MySQL through Kafka into another table.")
final class Quickstart implements Callable<Integer> {

    private static final String USER = "tributary";
    private static final String PASSWORD = "tributary";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Stages stages = new Stages();

    @Option(names = "--keep-running", description = "Leave everything running at the end, and print how to connect.")
    private boolean keepRunning;

    @Override
    public Integer call() throws Exception {
        stages.title("A row change in MySQL, through Kafka, into another table");
        try (MySqlServer mysql = stages.start("MySQL", () -> MySqlServer.start(MySqlVersion.V9));
                KafkaBroker kafka = stages.start("Kafka", KafkaBroker::start);
                HikariDataSource database = prepare(mysql, kafka);
                RunningPipeline capture = capture(mysql, kafka).start();
                RunningPipeline process = process(kafka).start();
                RunningPipeline store = store(kafka, database).start()) {
            QuickstartRows rows = new QuickstartRows(database, stages, PATIENCE);
            rows.changeOneByOne();
            rows.changeManyAtOnce();
            boolean equal = rows.compare();
            if (equal && keepRunning) {
                stages.connect(mysql, kafka);
                store.await();
            }
            stages.end(rows, capture, process, store);
            return equal ? 0 : 1;
        }
    }

    private static HikariDataSource prepare(MySqlServer mysql, KafkaBroker kafka) {
        mysql.execute(
                "CREATE DATABASE mydb",
                "CREATE TABLE mydb.mytable (id INT PRIMARY KEY, value VARCHAR(100))",
                "CREATE TABLE mydb.mytable_upper (id INT PRIMARY KEY, value VARCHAR(100))");
        mysql.createReplicationUser(USER, PASSWORD);
        kafka.createTopic("mytopic", 1);
        kafka.createTopic("mytopic_upper", 1);
        return TargetOptions.open(mysql.jdbcUrl("mydb"), mysql.rootUser(), Secret.of(mysql.rootPassword()));
    }

    private Pipeline capture(MySqlServer mysql, KafkaBroker kafka) {
        return Pipeline.named("capture")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(mysql.host(), mysql.port())
                        .credentials(USER, Secret.of(PASSWORD))
                        .tables("mydb.mytable")
                        .startFrom(StartFrom.earliest())
                        .build())
                .peek(change -> stages.show("mydb.mytable", change))
                .to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic("mytopic")
                        .build())
                .build();
    }

    private Pipeline process(KafkaBroker kafka) {
        return Pipeline.named("uppercase")
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId("uppercase")
                        .topics("mytopic")
                        .build())
                .peek(change -> stages.show("mytopic", change))
                .map(change -> change.mapRows(Uppercase::uppercase))
                .peek(change -> stages.show("mytopic_upper", change))
                .to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic("mytopic_upper")
                        .build())
                .build();
    }

    private Pipeline store(KafkaBroker kafka, HikariDataSource database) {
        return Pipeline.named("store")
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId("store")
                        .topics("mytopic_upper")
                        .build())
                .to(JdbcSink.changeEvents(database).table("mydb.mytable_upper").build())
                .build();
    }
}
