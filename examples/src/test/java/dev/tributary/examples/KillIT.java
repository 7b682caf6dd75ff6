package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithKafka;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs are killed by {@code kill -9} at random moments while the source is written to.
 *
 * <p>{@code mvn -Pquick,faults verify -pl examples -am -Dit.test=KillIT} kills each program thirty times.
 */
@WithMySql(own = true)
@WithKafka
@Timeout(300)
class KillIT {

    private static final int KILLS = Integer.getInteger("tributary.kills", 8);

    @TempDir
    private Path folder;

    private WriteLoad load(MySqlDatabase source) {
        return WriteLoad.on(source.dataSource(), "items")
                .keys(500)
                .pause(Duration.ofMillis(4))
                .start();
    }

    private String[] arguments(String name, MySqlServer server, MySqlDatabase source, String... more) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of("--mysql", server.host() + ":" + server.port()));
        all.addAll(List.of("--user", name, "--password", "secret"));
        all.addAll(List.of("--tables", source.table("items"), "--from", "earliest"));
        all.addAll(List.of("--checkpoint", checkpoint(name).toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Path checkpoint(String name) {
        return folder.resolve(name + ".checkpoint");
    }

    private static MySqlDatabase newSource(MySqlServer server, String user) {
        MySqlDatabase source = server.newDatabase("source");
        source.execute("CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))");
        server.createReplicationUser(user, "secret");
        return source;
    }

    @Test
    void mirrorLeavesTargetEqualToSource(MySqlServer server) throws InterruptedException, SQLException {
        try (MySqlDatabase source = newSource(server, "mirror");
                MySqlDatabase target = server.newDatabase("target")) {
            target.execute("CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))");
            String[] arguments = arguments(
                    "mirror",
                    server,
                    source,
                    "--target-jdbc",
                    target.jdbcUrl(),
                    "--target-user",
                    server.rootUser(),
                    "--target-password",
                    server.rootPassword(),
                    "--target-table",
                    target.name() + ".{table}");
            WriteLoad.Result written;
            try (WriteLoad load = load(source)) {
                Kills.of(KILLS, () -> Kills.content(checkpoint("mirror")), () -> {}, arguments);
                written = load.stop();
            }
            Kills.catchUp(arguments);
            try (Connection from = source.connection();
                    Connection to = target.connection()) {
                TableDiff diff = TableDiff.compare(from, "items", to, "items");
                assertThat(diff.differences()).as("after " + written).isEmpty();
                assertThat(diff.rows()).isPositive();
            }
        }
    }

    @Test
    void mysqlToKafkaDeliversEveryChangeInCommitOrder(MySqlServer server, KafkaBroker kafka)
            throws InterruptedException {
        try (MySqlDatabase source = newSource(server, "mysql-to-kafka")) {
            String topic = kafka.newTopic("items", 3);
            String[] arguments = arguments(
                    "mysql-to-kafka", server, source, "--bootstrap", kafka.bootstrapServers(), "--topic", topic);
            WriteLoad.Result written;
            try (WriteLoad load = load(source)) {
                Kills.of(KILLS, () -> Kills.content(checkpoint("mysql-to-kafka")), () -> {}, arguments);
                written = load.stop();
            }
            Kills.catchUp(arguments);
            KeyHistory history = KeyHistory.of(written);
            history.delivered(TopicContent.of(kafka, topic));
            assertThat(history.faults()).as("after " + written).isEmpty();
            assertThat(history.repeats()).isPositive();
            System.out.println("KillIT: " + written + "; " + history.repeats() + " repeats");
        }
    }
}
