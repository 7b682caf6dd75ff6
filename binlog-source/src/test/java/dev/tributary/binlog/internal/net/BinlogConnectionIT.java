package dev.tributary.binlog.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Secret;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BinlogConnectionIT {

    private static final String USER = "replica";
    private static final String PASSWORD = "s3cret";
    private static final int SERVER_ID = 0x7f00_0001;

    private static MySqlServer server;
    private static MySqlDatabase database;

    @Parameter
    private MySqlVersion version;

    private GtidSet before = GtidSet.EMPTY;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.start(version);
        server.createReplicationUser(USER, PASSWORD);
        server.createUser("reader", PASSWORD, "SELECT ON *.*");
        database = server.newDatabase("BinlogConnectionIT");
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)");
        before = executed();
    }

    @AfterEach
    void dropTable() {
        database.execute("DROP TABLE t");
    }

    private static GtidSet executed() {
        return GtidSet.parse(Objects.toString(
                server.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0)));
    }

    private static ConnectionSettings settings(String host, int port, String user, String password, SslMode mode) {
        return new ConnectionSettings(
                host,
                port,
                user,
                Secret.of(password),
                new TlsSettings(mode, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                64 << 20);
    }

    private static ConnectionSettings settings() {
        return settings(server.host(), server.port(), USER, PASSWORD, SslMode.PREFERRED);
    }

    private static BinlogConnection connected(ConnectionSettings settings) {
        BinlogConnection connection = new BinlogConnection(settings);
        connection.connect();
        return connection;
    }

    private static DumpSession dump(boolean toTheEndOnly) {
        return new DumpSession(SERVER_ID, UUID.randomUUID(), Duration.ofSeconds(1), toTheEndOnly);
    }

    /** The events from the beginning of the test up to now. */
    private List<BinlogEvent> events() {
        List<BinlogEvent> events = new ArrayList<>();
        try (BinlogConnection connection = connected(settings())) {
            BinlogStream stream = connection.dump(dump(true), before);
            for (Optional<BinlogEvent> event = stream.next(); event.isPresent(); event = stream.next()) {
                events.add(event.get());
            }
        }
        return events;
    }

    private static List<EventType> typesFromTheFirstGtid(List<BinlogEvent> events) {
        return events.stream()
                .map(BinlogEvent::type)
                .dropWhile(type -> type != EventType.GTID && type != EventType.GTID_TAGGED)
                .toList();
    }

    private static BinlogFailure failure(ConnectionSettings settings) {
        try (BinlogConnection connection = new BinlogConnection(settings)) {
            connection.connect();
            throw new AssertionError("connected");
        } catch (BinlogFailure e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"DISABLED", "PREFERRED", "REQUIRED"})
    void runsStatementsInModesThatTakeAnyCertificate(SslMode mode) {
        try (BinlogConnection connection = connected(settings(server.host(), server.port(), USER, PASSWORD, mode))) {
            assertThat(connection.query("SELECT 1, NULL, 'ä€'")).containsExactly(Arrays.asList("1", null, "ä€"));
            assertThat(connection
                            .query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
                            .get(0)
                            .get(1))
                    .satisfies(cipher ->
                            assertThat(cipher == null || cipher.isEmpty()).isEqualTo(mode == SslMode.DISABLED));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    void refusesACertificateThatNobodyTrustsAndSaysWhatToDo(SslMode mode) {
        assertThat(failure(settings(server.host(), server.port(), USER, PASSWORD, mode)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.TLS))
                .hasMessageContaining("TLS with the server at " + server.host() + ":" + server.port() + " failed")
                .hasMessageContaining("trustStore")
                .hasMessageContaining("SslMode.REQUIRED");
    }

    @Test
    void tellsAWrongPasswordFromAnUnknownHostAndAClosedPort() {
        assertThat(failure(settings(server.host(), server.port(), USER, "wrong", SslMode.PREFERRED)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.ACCESS_DENIED))
                .hasMessageContaining("Cannot log in to " + server.host() + ":" + server.port() + " as 'replica'")
                .hasMessageNotContaining("wrong'");
        assertThat(failure(settings("no-such-host.invalid", 3306, USER, PASSWORD, SslMode.PREFERRED)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.UNKNOWN_HOST))
                .hasMessageContaining("no-such-host.invalid");
        assertThat(failure(settings("127.0.0.1", 1, USER, PASSWORD, SslMode.PREFERRED)))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.UNREACHABLE))
                .hasMessageContaining("Cannot connect to 127.0.0.1:1: ");
    }

    @Test
    void namesAMissingPrivilege() {
        try (BinlogConnection connection =
                connected(settings(server.host(), server.port(), "reader", PASSWORD, SslMode.PREFERRED))) {
            assertThatThrownBy(() -> connection.dump(dump(true), before))
                    .isInstanceOfSatisfying(
                            BinlogFailure.class,
                            e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.PRIVILEGE_MISSING));
        }
    }

    @Test
    void deliversTransactionsBehindAGtidSet() {
        database.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");

        assertThat(typesFromTheFirstGtid(events()))
                .containsExactly(
                        EventType.GTID, EventType.QUERY, EventType.TABLE_MAP, EventType.WRITE_ROWS, EventType.XID);
    }

    @Test
    void deliversFromAFileAndOffset() {
        String status = version == MySqlVersion.V9 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        List<?> row = server.query(status).get(0);
        database.execute("INSERT INTO t VALUES (1, 'a')");

        try (BinlogConnection connection = connected(settings())) {
            BinlogStream stream = connection.dump(
                    dump(true), Objects.toString(row.get(0)), Long.parseLong(Objects.toString(row.get(1))));
            assertThat(stream.next().orElseThrow().type()).isEqualTo(EventType.ROTATE);
            assertThat(stream.next().orElseThrow().type()).isEqualTo(EventType.FORMAT_DESCRIPTION);
            assertThat(stream.next().orElseThrow().type()).isEqualTo(EventType.GTID);
            assertThat(stream.position()).hasToString(Objects.toString(row.get(1)));
        }
    }

    @Test
    void unpacksACompressedTransaction() {
        database.execute(
                "SET SESSION binlog_transaction_compression = ON",
                "INSERT INTO t VALUES (1, REPEAT('a', 3000000)), (2, 'b')",
                "SET SESSION binlog_transaction_compression = OFF",
                "INSERT INTO t VALUES (3, 'c')");

        List<BinlogEvent> events = events();

        assertThat(typesFromTheFirstGtid(events))
                .containsSequence(EventType.GTID, EventType.QUERY, EventType.TABLE_MAP, EventType.WRITE_ROWS)
                .containsSequence(
                        EventType.XID,
                        EventType.GTID,
                        EventType.QUERY,
                        EventType.TABLE_MAP,
                        EventType.WRITE_ROWS,
                        EventType.XID);
        assertThat(events.stream().mapToInt(BinlogEvent::length).max().orElseThrow())
                .isGreaterThan(3_000_000);
    }

    @Test
    void deliversAValueOfManyPackets() {
        server.execute("SET GLOBAL max_allowed_packet = 1073741824");
        database.execute("INSERT INTO t VALUES (1, REPEAT('x', 40 * 1024 * 1024))");

        assertThat(events().stream().mapToInt(BinlogEvent::length).max().orElseThrow())
                .isGreaterThan(40 << 20);
    }

    @Test
    void readsStatements() {
        database.execute("ALTER TABLE t ADD COLUMN w INT");

        List<String> statements = events().stream()
                .filter(event -> event.type() == EventType.QUERY)
                .map(event -> QueryEvent.parse(event, collation -> StandardCharsets.UTF_8)
                        .sql())
                .toList();

        assertThat(statements).containsExactly("ALTER TABLE t ADD COLUMN w INT");
    }

    @Test
    void showsThatAnIdleServerIsAlive() {
        try (BinlogConnection connection = connected(settings())) {
            BinlogStream stream = connection.dump(dump(false), executed());

            BinlogEvent event = stream.next().orElseThrow();
            while (event.type() != EventType.HEARTBEAT) {
                event = stream.next().orElseThrow();
            }

            assertThat(event.type()).isEqualTo(EventType.HEARTBEAT);
        }
    }

    @Test
    void givesUpAServerThatFallsSilent() {
        try (BinlogConnection connection = connected(settings())) {
            BinlogStream stream = connection.dump(dump(false), executed());
            server.pause();
            try {
                assertThatThrownBy(() -> readForEver(stream))
                        .isInstanceOfSatisfying(
                                BinlogFailure.class,
                                e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.CONNECTION_LOST));
            } finally {
                server.unpause();
            }
        }
    }

    @Test
    void endsAtOnceWhenItIsClosedByAnotherThread() throws Exception {
        for (SslMode mode : List.of(SslMode.DISABLED, SslMode.REQUIRED)) {
            ConnectionSettings patient = new ConnectionSettings(
                    server.host(),
                    server.port(),
                    USER,
                    Secret.of(PASSWORD),
                    new TlsSettings(mode, Optional.empty(), Optional.empty()),
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    1 << 20);
            BinlogConnection connection = connected(patient);
            BinlogStream stream = connection.dump(
                    new DumpSession(SERVER_ID, UUID.randomUUID(), Duration.ofHours(1), false), executed());
            stream.next();
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> readForEver(stream));

            connection.close();

            assertThatThrownBy(() -> reading.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(BinlogFailure.class)
                    .hasMessageContaining("was closed");
        }
    }

    private static void readForEver(BinlogStream stream) {
        while (true) {
            stream.next();
        }
    }
}
