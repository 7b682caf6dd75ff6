package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.Secret;
import dev.tributary.SourceException;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SslMode;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlServer.Credentials;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One failure each, and what the user sees of it. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("dev.tributary.binlog.faults.TestedServers#versions")
class FailureIT {

    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";
    private static final int TOO_MANY_CONNECTIONS = 1040;

    /** Behind the packet's header and the protocol's version. */
    private static final int FIRST_BYTE_OF_THE_VERSION = 5;

    private static MySqlServer server;

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;
    private TcpProxy proxy;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.builder().version(version).fast().start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void create() {
        assertThat(server.version()).isEqualTo(version);
        server.execute("DROP USER IF EXISTS '" + USER + "'@'%'");
        server.createReplicationUser(USER, PASSWORD);
        database = server.newDatabase("FailureIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)", "INSERT INTO t VALUES (1, NULL)");
        proxy = TcpProxy.to(server.host(), server.port());
    }

    @AfterEach
    void drop() {
        proxy.close();
        database.close();
    }

    private MySqlSource.Builder source() {
        return source(Secret.of(PASSWORD));
    }

    private MySqlSource.Builder source(Secret password) {
        return Follower.source(proxy.host(), proxy.port())
                .credentials(USER, password)
                .tables(database.table("t"));
    }

    private void insert(int id) {
        database.execute("INSERT INTO t VALUES (" + id + ", NULL)");
    }

    private static void killDump() {
        for (List<?> thread :
                server.query("SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%'")) {
            server.execute("KILL " + thread.get(0));
        }
    }

    @Test
    void comesBackAfterARestartOfTheServer() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            server.restart();
            insert(2);

            follower.awaitIds(1, 2);
            assertThat(follower.losses()).isNotEmpty().allMatch(RetriableException.class::isInstance);
        }
    }

    @Test
    void comesBackAfterTheServerWasKilled() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            server.kill();
            follower.awaitLoss("The connection to " + proxy.host() + ":" + proxy.port() + " broke: ");
            server.startAgain();
            insert(2);

            follower.awaitIds(1, 2);
        }
    }

    @Test
    void comesBackAfterItsConnectionWasKilled() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            killDump();
            insert(2);

            follower.awaitIds(1, 2);
            assertThat(follower.losses()).isNotEmpty();
        }
    }

    @Test
    void comesBackAfterTheNetworkWasCut() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            proxy.cut();
            follower.awaitLoss("broke: java.net.SocketException: ");
            insert(2);

            follower.awaitIds(1, 2);
        }
    }

    @Test
    void findsAFrozenNetworkByHeartbeatsThatDoNotCome() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            proxy.freeze();
            follower.awaitLoss("nothing was received, not even a heartbeat, while waiting for the binlog at binlog.0");
            proxy.thaw();
            insert(2);

            follower.awaitIds(1, 2);
        }
    }

    @Test
    void findsAServerThatStopsWithinAPacket() throws Exception {
        try (Follower follower = Follower.start(source().sslMode(SslMode.DISABLED))) {
            follower.awaitIds(1);

            proxy.freezeAfter(100_000);
            database.execute("INSERT INTO t VALUES (2, REPEAT('x', 1000000))");
            follower.awaitLoss("Read timed out, while reading the binlog at binlog.0");
            proxy.thaw();

            follower.awaitIds(1, 2);
        }
    }

    @Test
    void comesBackAfterAConnectionThatEndedWithinAPacket() throws Exception {
        try (Follower follower = Follower.start(source().sslMode(SslMode.DISABLED))) {
            follower.awaitIds(1);

            proxy.truncate(100_000);
            database.execute("INSERT INTO t VALUES (2, REPEAT('x', 1000000))");

            follower.awaitIds(1, 2);
            follower.awaitLoss("bytes early, while reading the binlog at binlog.0");
        }
    }

    @Test
    void asksOnceMoreForWhatTheNetworkHasDamaged() throws Exception {
        try (Follower follower = Follower.start(source().sslMode(SslMode.DISABLED))) {
            follower.awaitIds(1);

            proxy.corrupt(100_000);
            database.execute("INSERT INTO t VALUES (2, REPEAT('x', 1000000))");

            follower.awaitIds(1, 2);
            follower.awaitLoss("holds an event whose CRC32 checksum is ");
            assertThat(follower.losses()).hasSize(1);
        }
    }

    @Test
    void beginsInSpiteOfADamagedGreeting() throws Exception {
        proxy.corruptNext(FIRST_BYTE_OF_THE_VERSION);

        try (Follower follower = Follower.start(source().sslMode(SslMode.DISABLED))) {
            follower.awaitIds(1);
        }
    }

    @Test
    void goesOnToTheNextServerWhenAGreetingIsDamaged() throws Exception {
        proxy.corruptNext(FIRST_BYTE_OF_THE_VERSION);

        try (Follower follower =
                Follower.start(source().sslMode(SslMode.DISABLED).endpoint(server.host(), server.port()))) {
            follower.awaitIds(1);
            assertThat(proxy.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void comesBackInSpiteOfADamagedGreeting() throws Exception {
        try (Follower follower = Follower.start(source().sslMode(SslMode.DISABLED))) {
            follower.awaitIds(1);

            for (int id = 2; id <= 3; id++) {
                proxy.corruptNext(FIRST_BYTE_OF_THE_VERSION);
                proxy.cut();
                insert(id);

                follower.awaitIds(IntStream.rangeClosed(1, id).boxed().toArray(Integer[]::new));
            }
            follower.awaitLoss("' has no numbers");
        }
    }

    /** In a JVM of its own, whose host names come from a file. */
    @Test
    void comesBackWhenTheHostNameIsKnownAgain(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Path security = folder.resolve("security");
        Files.writeString(hosts, "127.0.0.1 db.test\n");
        Files.writeString(security, "networkaddress.cache.negative.ttl=0\n");
        try (OwnJvm jvm = client(
                "db.test",
                proxy.port(),
                "-Djdk.net.hosts.file=" + hosts,
                "-Djava.security.properties=" + security,
                "-Dsun.net.inetaddr.ttl=0")) {
            jvm.await("got 1", Follower.LIMIT);

            Files.writeString(hosts, "127.0.0.1 another.test\n");
            proxy.cut();
            jvm.await(
                    "lost: Cannot connect to db.test:" + proxy.port() + ": no address is known for the host 'db.test'",
                    Follower.LIMIT);
            Files.writeString(hosts, "127.0.0.1 db.test\n");
            insert(2);

            jvm.await("got 2", Follower.LIMIT);
        }
    }

    private OwnJvm client(String host, int port, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        return OwnJvm.start(
                all, FollowerProgram.class, host, String.valueOf(port), USER, PASSWORD, database.table("t"));
    }

    /** Longer than heartbeats may be missing, and than the server waits for other clients; ten minutes in the profile. */
    @Test
    @Timeout(value = 14, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @EnabledOnOs(
            value = {OS.LINUX, OS.MAC},
            disabledReason = "it sends signals")
    void goesOnWithoutLossWhenTheClientWasSuspended() throws Exception {
        server.execute("SET GLOBAL net_write_timeout = 1");
        try (OwnJvm jvm = client(server.host(), server.port())) {
            jvm.await("got 1", Follower.LIMIT);
            database.execute("INSERT INTO t SELECT 1 + ROW_NUMBER() OVER (), REPEAT('x', 1000000) FROM"
                    + " information_schema.COLLATIONS LIMIT 30");

            jvm.suspend(TestedServers.suspension());
            insert(32);

            jvm.await("got 32", Follower.LIMIT);
            assertThat(jvm.lines())
                    .filteredOn(line -> line.startsWith("got "))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 32)
                            .mapToObj(id -> "got " + id)
                            .toList());
        } finally {
            server.execute("SET GLOBAL net_write_timeout = 60");
        }
    }

    @Test
    void comesBackWhenThereAreConnectionsAgain() throws Exception {
        Credentials other = server.createUser("other", PASSWORD);
        try (Follower follower = Follower.start(source());
                Connection admin = server.connection();
                Statement statement = admin.createStatement()) {
            follower.awaitIds(1);
            statement.execute("SET GLOBAL max_connections = 10");
            proxy.refuse();
            proxy.cut();
            List<Connection> taken = takeAllConnections(other);
            try {
                proxy.admit();
                follower.awaitLoss("the server answered error 1040, 'Too many connections'");
            } finally {
                for (Connection connection : taken) {
                    connection.close();
                }
                statement.execute("SET GLOBAL max_connections = 151");
                statement.execute("DROP USER other");
            }
            insert(2);

            follower.awaitIds(1, 2);
        }
    }

    private static List<Connection> takeAllConnections(Credentials account) {
        List<Connection> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(DriverManager.getConnection(server.jdbcUrl(), account.user(), account.password()));
            }
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isEqualTo(TOO_MANY_CONNECTIONS);
        }
        return taken;
    }

    @Test
    void asksForThePasswordAtEachConnect() throws Exception {
        AtomicReference<String> password = new AtomicReference<>(PASSWORD);
        try (Follower follower = Follower.start(source(Secret.from(password::get)))) {
            follower.awaitIds(1);

            proxy.refuse();
            proxy.cut();
            server.execute("ALTER USER '" + USER + "'@'%' IDENTIFIED BY 'another'");
            password.set("another");
            proxy.admit();
            insert(2);

            follower.awaitIds(1, 2);
        }
    }

    @Test
    void endsWhenThePasswordIsWrong() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            server.execute("ALTER USER '" + USER + "'@'%' IDENTIFIED BY 'another'");
            proxy.cut();

            assertThat(follower.awaitFailure())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Cannot log in to " + proxy.host() + ":" + proxy.port() + " as 'capture'")
                    .hasMessageContaining("check name and password");
        }
    }

    @Test
    void endsWhenAPrivilegeIsMissing() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            server.execute("REVOKE REPLICATION SLAVE ON *.* FROM '" + USER + "'@'%'");
            proxy.cut();

            assertThat(follower.awaitFailure())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'capture'@'%';");
        }
    }

    @Test
    void endsWhenTheServerHasPurgedWhatFollows() throws Exception {
        try (Follower follower = Follower.start(source())) {
            follower.awaitIds(1);

            proxy.refuse();
            proxy.cut();
            insert(2);
            database.execute("FLUSH BINARY LOGS");
            purgeAllButTheNewestFile();
            proxy.admit();

            assertThat(follower.awaitFailure())
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("The server has purged 1 transaction that this reader has not read: ")
                    .hasMessageContaining("start anew");
        }
    }

    /** As often as it takes: the server keeps files that it still sends to a connection, broken or not. */
    private static void purgeAllButTheNewestFile() {
        List<List<Object>> files = files();
        Object newest = files.get(files.size() - 1).get(0);
        Await.until("the newest file only", Follower.LIMIT, () -> {
            server.execute("PURGE BINARY LOGS TO '" + newest + "'");
            return files().size() == 1;
        });
    }

    private static List<List<Object>> files() {
        return server.query("SHOW BINARY LOGS");
    }

    @Test
    void isNotThrownOutForReadingSlowly() throws Exception {
        server.execute("SET GLOBAL net_write_timeout = 1");
        CountDownLatch goOn = new CountDownLatch(1);
        MySqlSource.Builder patient = source().heartbeat(Follower.LIMIT); // a busy server may pause within an event
        try (Follower follower = Follower.start(patient, change -> awaitUninterrupted(goOn))) {
            database.execute("INSERT INTO t SELECT 1 + ROW_NUMBER() OVER (), REPEAT('x', 4000000) FROM"
                    + " information_schema.COLLATIONS LIMIT 20");

            // Time for the buffers between the server and us to fill up, and for its limit to pass.
            assertThat(follower.running().await(Duration.ofSeconds(5))).isFalse();
            assertThat(follower.ids()).isEmpty();
            goOn.countDown();

            follower.running().awaitCaughtUp(Follower.LIMIT);
            assertThat(follower.ids()).hasSize(21).doesNotHaveDuplicates();
            assertThat(follower.losses()).isEmpty();
        } finally {
            server.execute("SET GLOBAL net_write_timeout = 60");
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
