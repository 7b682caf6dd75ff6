package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.SourceException;
import dev.tributary.spi.Position;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariaDbReaderIT {

    private static MySqlServer server;

    private MySqlDatabase database;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder().version(MySqlVersion.MARIADB).fast().start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("MariaDbReaderIT");
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

    private static String serverPosition() {
        return Objects.toString(
                server.query("SELECT @@GLOBAL.gtid_binlog_pos").get(0).get(0));
    }

    /** The server's challenge, to which the login is the answer: it follows the version and the number of the connection. */
    private static int challengeOffset() throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            InputStream greeting = socket.getInputStream();
            int offset = greeting.readNBytes(5).length;
            while (greeting.read() > 0) {
                offset++;
            }
            return offset + 1 + Integer.BYTES;
        }
    }

    @Test
    void takesALoginThatTheNetworkHasDamagedForNoWrongPassword() throws Exception {
        int challenge = challengeOffset();
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port());
                Reading reading = Reading.open(Reading.through(proxy, settings(new Start.Now())))
                        .begin()) {
            proxy.corruptNext(challenge);
            long before = proxy.statistics().accepted();
            proxy.cut();
            database.execute("INSERT INTO t VALUES (1)");
            while (reading.changes().isEmpty()) {
                reading.poll();
            }

            assertThat(proxy.statistics().accepted()).isGreaterThanOrEqualTo(before + 2);
        }
    }

    @Test
    void itsPositionsNameTheGtidsOfAllDomains() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1), (2)", "UPDATE t SET id = 3 WHERE id = 1");

            reading.readToEnd();

            assertThat(reading.position().encode())
                    .startsWith("mariadb:1;server=1;gtids=" + serverPosition() + ";offset=");
        }
    }

    @Test
    void isWhereTheServerSaysThatItsBinlogEnds() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1), (2)", "CREATE TABLE more (id INT)", "INSERT INTO t VALUES (3)");

            reading.readToEnd();

            List<Object> status = server.query("SHOW MASTER STATUS").get(0);
            BinlogPosition position = (BinlogPosition) reading.position();
            assertThat(position.file() + ":" + position.offset()).isEqualTo(status.get(0) + ":" + status.get(1));
        }
    }

    @Test
    void goesOnBehindItsGtidsAfterTheServerWasKilled() throws Exception {
        Position saved;
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
            saved = reading.readToEnd().position();
            assertThat(reading.changes()).containsExactly("+1", "+2");
        }
        database.execute("INSERT INTO t VALUES (3)");
        server.kill();
        server.startAgain();
        database.execute("INSERT INTO t VALUES (4)");

        try (Reading reading = Reading.resume(settings(new Start.Now()), BinlogPosition.decode(saved.encode()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+3", "+4");
        }
    }

    @Test
    void comesBackWhenTheServerIsKilledWhileItReads() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1)");
            reading.readToEnd();
            server.kill();
            server.startAgain();
            database.execute("INSERT INTO t VALUES (2)");

            while (reading.changes().size() < 2) {
                reading.poll();
            }

            assertThat(reading.changes()).containsExactly("+1", "+2");
        }
    }

    @Test
    void beginsAtAFileAndAnOffset() throws Exception {
        List<Object> status = server.query("SHOW MASTER STATUS").get(0);
        database.execute("INSERT INTO t VALUES (1)");
        Start start = new Start.AtOffset(status.get(0).toString(), ((Number) status.get(1)).longValue());

        try (Reading reading = Reading.open(settings(start))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+1");
        }
    }

    @Test
    void beginsBehindWhatIsPurgedAndRefusesAPositionBeforeIt() throws Exception {
        Position saved;
        try (Reading reading = begun()) {
            saved = reading.position();
        }
        database.execute("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS");
        // Since 11.4 the server else keeps what no replica has got yet.
        server.execute("SET GLOBAL slave_connections_needed_for_purge = 0");
        String current = server.query("SHOW MASTER STATUS").get(0).get(0).toString();
        // It also keeps what a connection reads that has ended, until it tries to send to it.
        Await.until("all files but the last are purged", Duration.ofSeconds(30), () -> {
            server.execute("PURGE BINARY LOGS TO '" + current + "'");
            return server.query("SHOW BINARY LOGS").size() == 1;
        });
        database.execute("INSERT INTO t VALUES (2)");

        try (Reading reading = Reading.open(settings(new Start.Earliest()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+2");
        }
        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            assertThatThrownBy(reading::poll)
                    .hasMessageContaining("has purged 1 transaction that this reader has not read");
        }
    }

    @Test
    void refusesMetadataThatIsNotLogged() {
        server.execute("SET GLOBAL binlog_row_metadata = NO_LOG");
        try {
            assertThatThrownBy(this::begun)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("binlog_row_metadata is NO_LOG")
                    .hasMessageContaining("SET GLOBAL binlog_row_metadata = 'FULL';");
        } finally {
            server.execute("SET GLOBAL binlog_row_metadata = FULL");
        }
    }

    @Test
    void readsUuidsByTheCatalogueAndPassesSequencesBy() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "DROP TABLE t",
                    "CREATE TABLE t (id INT PRIMARY KEY, u UUID)",
                    "CREATE SEQUENCE s",
                    "SELECT NEXTVAL(s)",
                    "INSERT INTO t VALUES (1, '123e4567-e89b-12d3-a456-426655440000')",
                    "DROP SEQUENCE s");

            reading.readToEnd();

            assertThat(reading.recording.changes).hasSize(1);
            assertThat(reading.recording.changes.get(0).row().getText("u"))
                    .isEqualTo("123e4567-e89b-12d3-a456-426655440000");
        }
    }

    @Test
    void learnsFromTheCatalogueWhatMariaDbTellsInNoBinlog() throws Exception {
        try (Reading reading = begun()) {
            alterToOldFormat();
            database.execute("INSERT INTO t VALUES (1, '2024-02-29 12:34:56.789', 'x')");

            reading.readToEnd();

            assertThat(reading.recording.changes)
                    .singleElement()
                    .satisfies(change -> assertThat(change.row().getText("at")).isEqualTo("2024-02-29 12:34:56.789"))
                    .satisfies(
                            change -> assertThat(change.row().getText("note")).isEqualTo("x"));
        }
    }

    /** Full metadata, which the server writes already, would not help. */
    @Test
    void doesNotGuessWhatMariaDbTellsInNoBinlogNorAdviseWhatDoesNotHelp() throws Exception {
        Position place;
        try (Reading reading = begun()) {
            place = reading.position();
        }
        alterToOldFormat();
        String statement = "ALTER TABLE t MODIFY at DATETIME(6)";
        database.execute("INSERT INTO t VALUES (1, '2024-02-29 12:34:56.789', 'x')", statement);

        try (Reading reading = Reading.resume(settings(new Start.Now()), place)) {
            assertThatThrownBy(reading::readToEnd)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("The columns of table " + database.name() + ".t at ")
                    .hasMessageContaining(
                            " cannot be known: MariaDB tells in no binlog whether 4 or 16 bytes are a UUID or an"
                                    + " address, nor how many fractional digits a date or time of its old format has, and the"
                                    + " table was altered since, at ")
                    .hasMessageContaining(statement)
                    .hasMessageEndingWith(". Start from a position behind that statement (StartFrom.now())")
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("binlog_row_metadata"));
            assertThat(reading.recording.changes).isEmpty();
        }
    }

    private void alterToOldFormat() {
        server.execute("SET GLOBAL mysql56_temporal_format = OFF");
        try {
            database.execute("ALTER TABLE t ADD at DATETIME(3), ADD note VARCHAR(10)");
        } finally {
            server.execute("SET GLOBAL mysql56_temporal_format = ON");
        }
    }
}
