package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.SourceException;
import dev.tributary.binlog.LostPosition;
import dev.tributary.spi.Position;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a reader begins, and positions that the server cannot go on from. */
@ParameterizedClass
@EnumSource
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResumptionIT {

    private static MySqlServer server;

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.builder().version(version).fast().start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("ResumptionIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(Start start) {
        return Reading.settings(server, start, database.name() + ".t");
    }

    private Position readToEnd() throws InterruptedException {
        try (Reading reading = Reading.open(settings(new Start.Now()))) {
            return BinlogPosition.decode(reading.readToEnd().position().encode());
        }
    }

    private void refuses(Position saved, String... texts) throws InterruptedException {
        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            reading.poll();
                        }
                    })
                    .isInstanceOf(SourceException.class)
                    .message()
                    .contains(texts);
        }
    }

    private void reset() {
        boolean isOld = version == MySqlVersion.V8_0 || version == MySqlVersion.MARIADB;
        Await.until("no one reads the binlog any more", Duration.ofSeconds(30), () -> {
            try {
                server.execute(isOld ? "RESET MASTER" : "RESET BINARY LOGS AND GTIDS");
                return true;
            } catch (RuntimeException isInUse) {
                return false;
            }
        });
    }

    private Instant now() {
        // To the next second, since MariaDB does not say more of a transaction.
        Object now = server.query("SELECT UTC_TIMESTAMP(6), SLEEP(1.1)").get(0).get(0);
        return ((LocalDateTime) now).toInstant(ZoneOffset.UTC).plusMillis(version == MySqlVersion.MARIADB ? 1000 : 0);
    }

    private List<String> changesFrom(Instant time) throws InterruptedException {
        try (Reading reading = Reading.open(settings(new Start.AtTime(time)))) {
            return reading.readToEnd().changes();
        }
    }

    @Test
    void beginsAtATime() throws Exception {
        reset();
        database.execute("INSERT INTO t VALUES (1)");
        Instant afterOne = now();
        database.execute(
                "INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (3)", "FLUSH BINARY LOGS");
        Instant afterThree = now();
        database.execute("FLUSH BINARY LOGS", "INSERT INTO t VALUES (4)", "INSERT INTO t VALUES (5)");
        Instant afterAll = now();

        assertThat(changesFrom(Instant.EPOCH)).containsExactly("+1", "+2", "+3", "+4", "+5");
        assertThat(changesFrom(afterOne)).containsExactly("+2", "+3", "+4", "+5");
        assertThat(changesFrom(afterThree)).containsExactly("+4", "+5");
        assertThat(changesFrom(afterAll)).isEmpty();
    }

    @Test
    void refusesATimeBeforeWhatIsPurged() throws Exception {
        Instant before = now();
        database.execute("INSERT INTO t VALUES (1)");
        Reading.purge(server, version);
        database.execute("INSERT INTO t VALUES (2)");

        assertThatThrownBy(() -> changesFrom(before))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("after the time to start from, " + before)
                .hasMessageContaining("StartFrom.earliest()");
    }

    @Test
    void saysHowManyTransactionsArePurged() throws Exception {
        Position saved = readToEnd();
        database.execute("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        Reading.purge(server, version);

        refuses(
                saved,
                "The server has purged 2 transactions that this reader has not read: ",
                "start anew (StartFrom.earliest() begins behind them), and raise binlog_expire_logs_seconds");
    }

    @Test
    void saysThatTheBinlogWasReset() throws Exception {
        database.execute("INSERT INTO t VALUES (1)");
        Position saved = readToEnd();
        reset();

        refuses(saved, "The server lacks ", " of the position: ", "it had them once, so that its binlog was reset");
    }

    @Test
    void noticesThatTransactionsOfAResetBinlogAreNumberedAnew() throws Exception {
        reset();
        database.execute("INSERT INTO t VALUES (1)");
        Position saved = readToEnd();
        now();
        reset();
        database.execute("INSERT INTO t VALUES (2)", "DELETE FROM t WHERE id = 1", "INSERT INTO t VALUES (3)");

        refuses(saved, "The server's binlog is not the one of the position ", "it was reset", "numbered anew");
    }

    @Test
    void noticesThatTheFileOfAResetBinlogIsGone() throws Exception {
        reset();
        database.execute("FLUSH BINARY LOGS", "INSERT INTO t VALUES (1)");
        Position saved = readToEnd();
        reset();
        database.execute("INSERT INTO t VALUES (2)", "DELETE FROM t WHERE id = 1", "INSERT INTO t VALUES (3)");

        refuses(saved, "The server's binlog is not the one of the position ", "it was reset", "numbered anew");
    }

    @Test
    void saysThatItIsAnotherServerAltogether() throws Exception {
        String gtids = version == MySqlVersion.MARIADB
                ? "mariadb:1;server=77;gtids=9-77-5"
                : "mysql:1;server=00000000-0000-0001-0000-000000000003"
                        + ";gtids=00000000-0000-0001-0000-000000000002:1-7";

        refuses(
                BinlogPosition.decode(gtids + ";offset=4;file=binlog.000001"),
                "The server has none of the ",
                "it is another server altogether");
    }

    private Reading resume(Position saved, LostPosition policy) throws InterruptedException {
        return Reading.resume(Reading.settings(settings(new Start.Now()), policy), saved);
    }

    @Test
    void beginsAnewWithASnapshotWhereWhatFollowsIsPurged() throws Exception {
        database.execute("INSERT INTO t VALUES (1), (2)");
        Position saved = readToEnd();
        database.execute("DELETE FROM t WHERE id = 1", "INSERT INTO t VALUES (3)");
        Reading.purge(server, version);

        try (Reading reading = resume(saved, LostPosition.SNAPSHOT)) {
            assertThat(reading.readSnapshot().changes()).containsExactly("+2", "+3");
            assertThat(reading.recording.lostPositions)
                    .singleElement()
                    .satisfies(cause -> assertThat(cause).hasMessageContaining("The server has purged 2 transactions"));
            assertThat(reading.position().covers(saved)).isTrue();

            database.execute("INSERT INTO t VALUES (4)");
            assertThat(reading.readToEnd().changes()).containsExactly("+2", "+3", "+4");
        }
    }

    @Test
    void goesOnInTheMiddleOfTheNewSnapshot() throws Exception {
        Position saved = readToEnd();
        database.execute("INSERT INTO t VALUES (1), (2), (3), (4)");
        Reading.purge(server, version);
        Position middle;
        List<String> before;
        try (Reading reading = resume(saved, LostPosition.SNAPSHOT)) {
            while (reading.changes().isEmpty()) {
                reading.poll();
            }
            middle = BinlogPosition.decode(reading.position().encode());
            before = reading.changes();
        }

        try (Reading reading = resume(middle, LostPosition.SNAPSHOT)) {
            assertThat(Stream.concat(before.stream(), reading.readSnapshot().changes().stream()))
                    .containsExactly("+1", "+2", "+3", "+4");
            assertThat(reading.recording.lostPositions).isEmpty();
        }
    }

    @Test
    void beginsAnewWhereTransactionsOfAResetBinlogAreNumberedAnew() throws Exception {
        reset();
        database.execute("INSERT INTO t VALUES (1)");
        Position saved = readToEnd();
        now();
        reset();
        database.execute("INSERT INTO t VALUES (2)", "DELETE FROM t WHERE id = 1", "INSERT INTO t VALUES (3)");

        try (Reading reading = resume(saved, LostPosition.SNAPSHOT)) {
            assertThat(reading.readSnapshot().changes()).containsExactly("+2", "+3");
            assertThat(reading.position().covers(saved)).isTrue();
            assertThat(saved.covers(reading.position())).isFalse();
        }
    }

    @Test
    void beginsAnewOnAnotherServerOnlyIfThatIsAskedFor() throws Exception {
        database.execute("INSERT INTO t VALUES (1)");
        Position others = BinlogPosition.decode(
                version == MySqlVersion.MARIADB
                        ? "mariadb:1;server=77;gtids=9-77-5;offset=4;file=binlog.000001"
                        : "mysql:1;server=00000000-0000-0001-0000-000000000003"
                                + ";gtids=00000000-0000-0001-0000-000000000002:1-7;offset=4;file=binlog.000001");

        try (Reading reading = resume(others, LostPosition.SNAPSHOT)) {
            assertThatThrownBy(reading::readSnapshot).hasMessageContaining("it is another server altogether");
        }
        try (Reading reading = resume(others, LostPosition.SNAPSHOT_OF_ANY_SERVER)) {
            assertThat(reading.readSnapshot().changes()).containsExactly("+1");
        }
    }

    @Test
    void beginsAnewWhereTheBinlogIsPurgedDuringAnOutage() throws Exception {
        database.execute("INSERT INTO t VALUES (1)");
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port());
                Reading reading = Reading.open(Reading.settings(
                        Reading.through(proxy, settings(new Start.Snapshot(List.of(), false))),
                        LostPosition.SNAPSHOT))) {
            reading.readSnapshot();
            proxy.refuse();
            proxy.cut();
            while (reading.recording.reconnects.isEmpty()) {
                reading.poll();
            }
            database.execute("DELETE FROM t WHERE id = 1", "INSERT INTO t VALUES (2), (3)");
            Reading.purge(server, version);
            proxy.admit();
            while (reading.recording.lostPositions.isEmpty()) {
                reading.poll();
            }

            assertThat(reading.readSnapshot().changes()).containsExactly("+1", "+2", "+3");
            database.execute("INSERT INTO t VALUES (4)");
            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3", "+4");
        }
    }

    @Test
    void goesOnAfterThePositionsFileWasPurged() throws Exception {
        database.execute("INSERT INTO t VALUES (1)");
        Position saved = readToEnd();
        Reading.purge(server, version);
        database.execute("INSERT INTO t VALUES (2)");

        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            assertThat(reading.readToEnd().changes()).containsExactly("+2");
        }
    }
}
