package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two readers of one server id throw each other out on the server: what ours does about it. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0", "MARIADB"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerIdIT {

    private static final long FIXED = 4711;

    private static MySqlServer server;

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.start(version);
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        database = server.newDatabase("ServerIdIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTable() {
        database.close();
    }

    private SourceSettings settings(OptionalLong serverId) {
        SourceSettings any = Reading.settings(server, new Start.Now(), database.name() + ".t");
        return new SourceSettings(
                any.servers(),
                any.tables(),
                any.start(),
                serverId,
                any.backoff(),
                any.snapshots(),
                false,
                any.lostPosition());
    }

    private SourceSettings fixed() {
        return settings(OptionalLong.of(FIXED));
    }

    /** Begins a dump as a replica that another reader is already. */
    private static BinlogConnection dumpAs(SourceSettings settings, long id, UUID uuid) {
        BinlogConnection connection = new BinlogConnection(settings.preferred());
        connection.connect();
        ServerFacts facts = ServerFacts.read(connection);
        connection
                .dump(
                        new DumpSession(id, uuid, Duration.ofSeconds(1), false),
                        facts.flavour().executed(connection))
                .next();
        return connection;
    }

    @Test
    void goesOnUnderAFixedIdAfterARestart() throws Exception {
        BinlogPosition saved;
        try (Reading reading = Reading.open(fixed()).begin()) {
            database.execute("INSERT INTO t VALUES (1)");
            saved = (BinlogPosition) reading.readToEnd().position();
        }
        database.execute("INSERT INTO t VALUES (2)");

        try (Reading reading = Reading.resume(fixed(), saved)) {
            assertThat(reading.readToEnd().changes()).containsExactly("+2");
        }
    }

    @Test
    void namesTheOtherReaderOfAFixedId() throws Exception {
        try (Reading first = Reading.open(fixed()).begin()) {
            if (version == MySqlVersion.MARIADB) { // shows replicas to administrators only
                try (Reading second = Reading.open(fixed()).begin()) {
                    assertThatThrownBy(() -> pollForEver(first))
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageStartingWith(
                                    "The server id 4711, set by serverId, is used by a reader that began after this one at "
                                            + server.host() + ":" + server.port())
                            .hasMessageContaining(Reading.USER + " from ");
                    assertThat(second.poll().recording.reconnects).isEmpty();
                }
            } else {
                assertThatThrownBy(() -> Reading.open(fixed()))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith(
                                "The server id 4711, set by serverId, is since 5 s at least the id of the"
                                        + " replica that calls its host 'tributary' at " + server.host() + ":"
                                        + server.port())
                        .hasMessageContaining(Reading.USER + " from ")
                        .hasMessageEndingWith("stop the other reader, set another id, or leave serverId out and a free"
                                + " one is found");
                assertThat(first.poll().recording.reconnects).isEmpty();
            }
        }
    }

    @Test
    void endsUnderAFixedIdWhenTheServerPrefersAnotherReader() throws Exception {
        SourceSettings settings = fixed();
        try (Reading reading = Reading.open(settings).begin();
                BinlogConnection other =
                        dumpAs(settings, FIXED, ReplicaIdentity.ofId(FIXED).uuid())) {
            assertThatThrownBy(() -> pollForEver(reading))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith(
                            "The server id 4711, set by serverId, is used by a reader that began after this one");
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void takesAnotherRandomIdWhenTheServerPrefersAnotherReader() throws Exception {
        SourceSettings settings = settings(OptionalLong.empty());
        try (Reading reading = Reading.open(settings).begin()) {
            List<?> replica =
                    server.query(version == MySqlVersion.MARIADB ? "SHOW SLAVE HOSTS" : "SHOW REPLICAS").stream()
                            .filter(row -> "tributary".equals(row.get(1)))
                            .reduce((older, newer) -> newer)
                            .orElseThrow();
            long id = Long.parseLong(Objects.toString(replica.get(0)));
            UUID uuid = version == MySqlVersion.MARIADB
                    ? UUID.randomUUID()
                    : UUID.fromString(Objects.toString(replica.get(4)));
            try (BinlogConnection other = dumpAs(settings, id, uuid)) {
                while (reading.recording.reconnects.isEmpty()) {
                    reading.poll();
                }
                database.execute("INSERT INTO t VALUES (1)");

                assertThat(reading.readToEnd().changes()).containsExactly("+1");
                assertThat(reading.recording.reconnects)
                        .hasSize(1)
                        .allSatisfy(cause -> assertThat(cause).hasMessageContaining("same server_uuid/server_id"));
                assertThat(other.isClosed()).isFalse();
            }
        }
    }

    private static void pollForEver(Reading reading) throws InterruptedException {
        while (true) {
            reading.poll();
        }
    }
}
