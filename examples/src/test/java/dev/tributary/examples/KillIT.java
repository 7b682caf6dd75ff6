package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithKafka;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs are killed by {@code kill -9} at random moments while the source is written to, twenty times over. */
@WithMySql(own = true)
@WithKafka
@Timeout(300)
class KillIT {

    private static final int KILLS = 20;
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final Duration END_LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private WriteLoad load(MySqlDatabase source) {
        return WriteLoad.on(source.dataSource(), "items")
                .keys(500)
                .pause(Duration.ofMillis(4))
                .start();
    }

    /**
     * Starts the program again and again and kills it: by turns at a random moment after its start, which may be before it
     * has begun to read, and at a random moment after it has saved a position.
     */
    private static void killAgainAndAgain(Path checkpoint, String... arguments) throws InterruptedException {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("KillIT seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        for (int i = 0; i < KILLS; i++) {
            String before = content(checkpoint);
            try (Program program = Program.start(arguments)) {
                if (i % 2 == 1) {
                    Await.until(
                            "the program saves a position",
                            END_LIMIT,
                            () -> !content(checkpoint).equals(before) || program.awaitEnd(Duration.ZERO));
                }
                boolean ended = program.awaitEnd(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                program.kill();
                assertThat(ended)
                        .as(() -> "ended before it was killed: " + program.errors())
                        .isFalse();
            }
        }
    }

    private static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void catchUp(String[] arguments) throws InterruptedException {
        String[] untilCaughtUp = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, untilCaughtUp, 0, arguments.length);
        untilCaughtUp[arguments.length] = "--until-caught-up";
        try (Program program = Program.start(untilCaughtUp)) {
            assertThat(program.exitStatus(END_LIMIT)).as(program::errors).isZero();
        }
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
                killAgainAndAgain(checkpoint("mirror"), arguments);
                written = load.stop();
            }
            catchUp(arguments);
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
                killAgainAndAgain(checkpoint("mysql-to-kafka"), arguments);
                written = load.stop();
            }
            catchUp(arguments);
            KeyHistory history = historyOf(written);
            TopicContent.of(kafka, topic)
                    .forEach(change -> history.delivered(
                            change.row().getInt("id"),
                            change.after()
                                    .map(row -> row.getText("value"))
                                    .orElseGet(() -> "deleted " + change.row().getText("value"))));
            assertThat(history.faults()).as("after " + written).isEmpty();
            assertThat(history.repeats()).isPositive();
            System.out.println("KillIT: " + written + "; " + history.repeats() + " repeats");
        }
    }

    private static KeyHistory historyOf(WriteLoad.Result written) {
        assertThat(written.uncertain()).isEmpty();
        KeyHistory history = new KeyHistory();
        Map<Integer, String> values = new HashMap<>();
        for (WriteLoad.Change change : written.changes()) {
            boolean deleted = change.kind() == WriteLoad.Kind.DELETE;
            history.committed(change.key(), deleted ? "deleted " + values.get(change.key()) : change.value());
            values.put(change.key(), change.value());
        }
        return history;
    }
}
