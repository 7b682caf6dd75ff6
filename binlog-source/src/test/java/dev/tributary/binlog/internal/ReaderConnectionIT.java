package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.Secret;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReaderConnectionIT {

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;

    @BeforeEach
    void createTables() {
        server = Reading.server(version);
        database = server.newDatabase("ReaderConnectionIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(Start start) {
        return Reading.settings(server, start, database.name() + ".t");
    }

    private Reading begun() throws InterruptedException {
        return Reading.open(settings(new Start.Now())).begin();
    }

    private GtidSet executed() {
        return GtidSet.parse(Objects.toString(
                server.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0)));
    }

    @Test
    void goesOnBehindASavedPosition() throws Exception {
        Position saved;
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1)");
            saved = reading.readToEnd().position();
        }
        database.execute("INSERT INTO t VALUES (2)");

        try (Reading reading = Reading.resume(settings(new Start.Earliest()), BinlogPosition.decode(saved.encode()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+2");
            assertThat(reading.recording.signals.get(0)).isEqualTo("advanced");
        }
    }

    @Test
    void beginsWhereItIsToldTo() throws Exception {
        server.execute(version == MySqlVersion.V9 ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
        database.execute("INSERT INTO t VALUES (1)");
        GtidSet before = executed();
        String status = version == MySqlVersion.V9 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        List<?> end = server.query(status).get(0);
        database.execute("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (3)");
        Start atOffset = new Start.AtOffset(Objects.toString(end.get(0)), Long.parseLong(Objects.toString(end.get(1))));
        Start insideTheTransaction =
                new Start.AtOffset(Objects.toString(end.get(0)), Long.parseLong(Objects.toString(end.get(1))) + 1);

        assertThat(changesFrom(new Start.BehindGtids(before))).containsExactly("+2", "+3");
        assertThat(changesFrom(atOffset)).containsExactly("+2", "+3");
        assertThat(changesFrom(insideTheTransaction)).containsExactly("+2", "+3");
        assertThat(changesFrom(new Start.AtOffset(Objects.toString(end.get(0)), 4)))
                .containsExactly("+1", "+2", "+3");
        assertThat(changesFrom(new Start.Earliest())).containsExactly("+1", "+2", "+3");
        assertThat(changesFrom(new Start.Now())).isEmpty();
    }

    private List<String> changesFrom(Start start) throws InterruptedException {
        try (Reading reading = Reading.open(settings(start))) {
            return reading.readToEnd().changes();
        }
    }

    @Test
    void comesBackAfterItsConnectionWasKilled() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1)");
            reading.readToEnd();

            for (List<?> process : server.query(
                    "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND LIKE" + " 'Binlog Dump%'")) {
                server.execute("KILL " + process.get(0));
            }
            database.execute("INSERT INTO t VALUES (2)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2");
        }
    }

    @Test
    void asksForThePasswordAgainAndEndsWhenItIsWrong() throws Exception {
        AtomicReference<String> password = new AtomicReference<>(Reading.PASSWORD);
        SourceSettings settings =
                Reading.settings(server, new Start.Now(), Secret.from(password::get), database.name() + ".t");
        try (Reading reading = Reading.open(settings).begin()) {
            password.set("another");
            server.kill();
            server.startAgain();

            assertThatThrownBy(() -> {
                        while (true) {
                            reading.poll();
                        }
                    })
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Cannot log in to")
                    .hasMessageContaining("'replica'")
                    .hasMessageNotContaining("another");
        }
    }

    @Test
    void listsAllThatMustBeSetOnTheServerAtOnce() {
        server.createUser("poor", Reading.PASSWORD);
        server.execute(
                "SET GLOBAL binlog_format = 'STATEMENT'",
                "SET GLOBAL binlog_row_image = 'MINIMAL'",
                "SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON'");
        try {
            SourceSettings good = settings(new Start.Now());
            var connection = new dev.tributary.binlog.internal.net.ConnectionSettings(
                    server.host(),
                    server.port(),
                    "poor",
                    Secret.of(Reading.PASSWORD),
                    good.preferred().tls(),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    1 << 20);

            assertThatThrownBy(() -> Reading.open(new SourceSettings(
                            List.of(connection),
                            good.tables(),
                            good.start(),
                            good.serverId(),
                            good.backoff(),
                            good.snapshots(),
                            false,
                            good.lostPosition())))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("MySQL at " + server.host() + ":" + server.port()
                            + " is not set for the capture of row changes:\n- ")
                    .hasMessageContaining("SET PERSIST binlog_format = 'ROW';")
                    .hasMessageContaining("SET PERSIST binlog_row_image = 'FULL';")
                    .hasMessageContaining(
                            "The account 'poor' lacks REPLICATION SLAVE and REPLICATION CLIENT; run: GRANT"
                                    + " REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'poor'@'%';");
        } finally {
            server.execute(
                    "SET GLOBAL binlog_format = 'ROW'",
                    "SET GLOBAL binlog_row_image = 'FULL'",
                    "SET GLOBAL binlog_row_value_options = ''");
        }
    }

    @Test
    void namesAServerIdThatIsTaken() {
        SourceSettings good = settings(new Start.Now());

        assertThatThrownBy(() -> Reading.open(new SourceSettings(
                        good.servers(),
                        good.tables(),
                        good.start(),
                        java.util.OptionalLong.of(1),
                        good.backoff(),
                        good.snapshots(),
                        false,
                        good.lostPosition())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The server id 1, set by serverId, is the id of the server itself at "
                        + server.host() + ":" + server.port())
                .hasMessageEndingWith(
                        "stop the other reader, set another id, or leave serverId out and a free one is" + " found");
    }

    @Test
    void isBrokenOffWhateverItWaitsFor() throws Exception {
        Reading reading = begun();
        CompletableFuture<Void> polling = CompletableFuture.runAsync(() -> {
            try {
                while (true) {
                    reading.reader.poll(Duration.ofMinutes(5));
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        reading.reader.abort();

        assertThatThrownBy(() -> polling.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(java.io.IOException.class);
        reading.close();
        assertThat(reading.recording.threads).noneMatch(Thread::isAlive);
    }

    @Test
    void returnsFromAPollWhenItIsWoken() throws Exception {
        try (Reading reading = begun()) {
            reading.readToEnd();
            CompletableFuture<Boolean> polling = CompletableFuture.supplyAsync(() -> {
                try {
                    // Until a poll returns with nothing: heartbeats do not end the wait by themselves.
                    return reading.reader.poll(Duration.ofMinutes(5)).isEmpty();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

            reading.reader.wakeup();

            assertThat(polling.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
