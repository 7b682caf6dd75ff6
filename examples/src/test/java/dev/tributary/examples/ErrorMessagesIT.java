package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithKafka;
import dev.tributary.testkit.WithMySql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user sees who got something wrong: one message that names the thing and says what to do, and exit status 1. */
@WithMySql
@WithKafka
@Timeout(90)
class ErrorMessagesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @BeforeAll
    static void createUser(MySqlServer server, MySqlDatabase database) {
        server.createReplicationUser("errors", "secret");
        database.execute("CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))");
    }

    private static String errorOf(String... arguments) throws InterruptedException {
        try (Program program = Program.start(arguments)) {
            assertThat(program.exitStatus(LIMIT)).as(program::errors).isEqualTo(1);
            assertThat(program.errors()).doesNotContain("\tat ", "secret");
            return program.errors();
        }
    }

    private static String[] tail(MySqlServer server, String tables, String... changes) {
        List<String> arguments = new ArrayList<>(List.of(
                "tail",
                "--mysql",
                server.host() + ":" + server.port(),
                "--user",
                "errors",
                "--password",
                "secret",
                "--tables",
                tables,
                "--until-caught-up"));
        for (int i = 0; i < changes.length; i += 2) {
            int at = arguments.indexOf(changes[i]);
            if (at < 0) {
                arguments.addAll(List.of(changes[i], changes[i + 1]));
            } else {
                arguments.set(at + 1, changes[i + 1]);
            }
        }
        return arguments.toArray(String[]::new);
    }

    @Test
    void wrongPassword(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--password", "wrong")))
                .contains("errors", "password", server.host() + ":" + server.port());
    }

    @Test
    void unknownHost(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--mysql", "no-such-host.invalid:3306")))
                .contains("no-such-host.invalid");
    }

    @Test
    void nobodyListens(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--mysql", "127.0.0.1:1")))
                .contains("127.0.0.1:1");
    }

    @Test
    void badRegularExpression(MySqlServer server) throws InterruptedException {
        assertThat(errorOf(tail(server, "shop.("))).contains("'shop.('", "regular expression");
    }

    @Test
    void badAddress(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--mysql", "localhost")))
                .contains("--mysql must be HOST:PORT, but is 'localhost'");
    }

    @Test
    void badPlaceToBegin(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--from", "yesterday")))
                .contains("--from", "now, earliest, snapshot, snapshot-only, gtid:SET", "'yesterday'");
    }

    @Test
    void badOptionOfASnapshot(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--snapshot-connections", "65")))
                .contains("1 to 64", "65");
        assertThat(errorOf(tail(server, database.table("items"), "--snapshot-server", "replica")))
                .contains("--snapshot-server must be HOST:PORT, but is 'replica'");
    }

    @Test
    void snapshotOfTablesThatTheAccountMayNotRead(MySqlServer server, MySqlDatabase database)
            throws InterruptedException {
        server.createUser("blind", "secret", "REPLICATION SLAVE, REPLICATION CLIENT ON *.*");
        assertThat(errorOf(tail(server, database.table("items"), "--user", "blind", "--from", "snapshot")))
                .contains(
                        "The snapshot finds no tables of the database '" + database.name() + "'",
                        "GRANT SELECT ON `" + database.name() + "`.* TO 'blind'@'%'");
    }

    @Test
    void passwordFromAVariableThatIsNotSet(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        assertThat(errorOf(tail(server, database.table("items"), "--password", "env:NO_SUCH_VARIABLE")))
                .contains("NO_SUCH_VARIABLE");
    }

    @Test
    void statementFormat() throws InterruptedException {
        try (MySqlServer server = MySqlServer.builder()
                .option("binlog-format", "STATEMENT")
                .fast()
                .start()) {
            server.createReplicationUser("errors", "secret");
            assertThat(errorOf(tail(server, "shop.items")))
                    .contains("binlog_format", "STATEMENT", "SET PERSIST binlog_format = 'ROW'");
        }
    }

    @Test
    void missingTableInTheTarget(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        database.execute(
                "CREATE TABLE IF NOT EXISTS orphans (id INT PRIMARY KEY, value VARCHAR(100))",
                "INSERT INTO orphans VALUES (1, 'x') AS n ON DUPLICATE KEY UPDATE value = n.value");
        String error = errorOf(
                "mirror",
                "--mysql",
                server.host() + ":" + server.port(),
                "--user",
                "errors",
                "--password",
                "secret",
                "--tables",
                database.table("orphans"),
                "--from",
                "earliest",
                "--target-jdbc",
                database.jdbcUrl(),
                "--target-user",
                server.rootUser(),
                "--target-password",
                server.rootPassword(),
                "--target-table",
                database.name() + ".no_such_{table}");
        assertThat(error).contains("no_such_orphans", "CREATE TABLE");
    }

    @Test
    void brokerThatIsNotThere(MySqlServer server, MySqlDatabase database) throws InterruptedException {
        String error = errorOf(
                "mysql-to-kafka",
                "--mysql",
                server.host() + ":" + server.port(),
                "--user",
                "errors",
                "--password",
                "secret",
                "--tables",
                database.table("items"),
                "--bootstrap",
                "127.0.0.1:1",
                "--topic",
                "items");
        assertThat(error).contains("127.0.0.1:1");
    }

    @Test
    void negativeBatchSize(KafkaBroker kafka) throws InterruptedException {
        String error = errorOf(
                "kafka-to-jdbc",
                "--bootstrap",
                kafka.bootstrapServers(),
                "--topics",
                "items",
                "--group",
                "errors",
                "--jdbc",
                "jdbc:mysql://127.0.0.1:1/",
                "--user",
                "nobody",
                "--batch-rows",
                "-5");
        assertThat(error).contains("-5");
    }
}
