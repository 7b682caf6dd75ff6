package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithKafka;
import dev.tributary.testkit.WithMySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs do what their help says. */
@WithMySql
@WithKafka
@Timeout(120)
class ProgramsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    @BeforeAll
    static void createTables(MySqlServer server, MySqlDatabase database) {
        server.createReplicationUser("programs", "secret");
        database.execute(
                "CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))",
                "CREATE TABLE arrived (id INT PRIMARY KEY, value VARCHAR(100))",
                "INSERT INTO items VALUES (1, 'grüße'), (2, NULL)");
    }

    @Test
    void tailPrintsOneEnvelopeALineAndContinuesAtItsCheckpoint(MySqlServer server, MySqlDatabase database)
            throws InterruptedException, IOException {
        Path checkpoint = folder.resolve("tail.checkpoint");
        String[] arguments = {
            "tail",
            "--mysql",
            server.host() + ":" + server.port(),
            "--user",
            "programs",
            "--password",
            "env:TAIL_PASSWORD",
            "--tables",
            database.table("items"),
            "--from",
            "earliest",
            "--checkpoint",
            checkpoint.toString(),
            "--until-caught-up"
        };
        Map<String, String> environment = Map.of("TAIL_PASSWORD", "secret");
        try (Program first = Program.start(environment, arguments)) {
            assertThat(first.exitStatus(LIMIT)).as(first::errors).isZero();
            assertThat(first.output().lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("\"op\":\"c\"", "\"after\":{\"id\":1,\"value\":\"grüße\"}", "\"table\":\"items\"");
        }
        assertThat(Files.readString(checkpoint)).startsWith("tributary-checkpoint 1\npipeline tail\n");
        try (Program second = Program.start(environment, arguments)) {
            assertThat(second.exitStatus(LIMIT)).as(second::errors).isZero();
            assertThat(second.output()).isEmpty();
        }
    }

    @Test
    void programsOfOneWayEndCleanlyOnSigterm(MySqlServer server, MySqlDatabase database, KafkaBroker kafka)
            throws InterruptedException {
        String topic = kafka.newTopic("items", 1);
        String upper = kafka.newTopic("upper", 1);
        try (Program capture = Program.start(
                        "mysql-to-kafka",
                        "--mysql",
                        server.host() + ":" + server.port(),
                        "--user",
                        "programs",
                        "--password",
                        "secret",
                        "--tables",
                        database.table("items"),
                        "--from",
                        "earliest",
                        "--bootstrap",
                        kafka.bootstrapServers(),
                        "--topic",
                        topic);
                Program uppercase = Program.start(
                        "uppercase",
                        "--bootstrap",
                        kafka.bootstrapServers(),
                        "--from-topic",
                        topic,
                        "--to-topic",
                        upper);
                Program store = Program.start(
                        "kafka-to-jdbc",
                        "--bootstrap",
                        kafka.bootstrapServers(),
                        "--topics",
                        upper,
                        "--group",
                        "programs",
                        "--jdbc",
                        database.jdbcUrl(),
                        "--user",
                        server.rootUser(),
                        "--password",
                        server.rootPassword(),
                        "--table",
                        database.table("arrived"))) {
            Await.until(
                    "both rows are stored in upper case",
                    LIMIT,
                    () -> database.count("arrived") == 2
                            && database.query("SELECT value FROM arrived WHERE id = 1")
                                    .get(0)
                                    .get(0)
                                    .equals("GRÜSSE"));
            for (Program program : new Program[] {capture, uppercase, store}) {
                program.terminate();
                assertThat(program.exitStatus(LIMIT)).as(program::errors).isEqualTo(143);
                assertThat(program.errors()).doesNotContain("Exception", "ERROR");
            }
        }
    }

    @Test
    void preflightShowsWhatIsToBeMended(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        String address = server.host() + ":" + server.port();
        database.execute("CREATE TABLE keyless (line TEXT)");
        try (Program program = Program.start(
                "preflight",
                "--mysql",
                address,
                "--user",
                server.rootUser(),
                "--password",
                server.rootPassword(),
                "--tables",
                database.table("keyless"))) {
            assertThat(program.exitStatus(Duration.ofSeconds(30)))
                    .as(program::errors)
                    .isZero();
            assertThat(program.output())
                    .startsWith(address + ": ready, 0 errors, 1 warning, 0 notes\nWARNING  The table "
                            + database.table("keyless") + " has no primary key")
                    .contains("\n         run: ALTER TABLE ");
        }
        try (Program program = Program.start(
                "preflight", "--mysql", address, "--user", "nobody", "--tables", database.table("keyless"))) {
            assertThat(program.exitStatus(Duration.ofSeconds(30)))
                    .as(program::errors)
                    .isEqualTo(1);
            assertThat(program.output())
                    .startsWith(address + ": not ready, 1 error, 0 warnings, 0 notes\nERROR    Cannot log in to "
                            + address);
        }
    }

    @Test
    void quickstartVerifiesItself() throws InterruptedException {
        try (Program quickstart = Program.start("quickstart")) {
            assertThat(quickstart.exitStatus(Duration.ofSeconds(110)))
                    .as(() -> quickstart.output() + quickstart.errors())
                    .isZero();
            assertThat(quickstart.output().lines().reduce("", (first, second) -> second))
                    .startsWith("verified: ");
        }
    }
}
