package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.SourceException;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server without GTIDs. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FilePositionIT {

    private static MySqlServer server;

    private MySqlDatabase database;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder()
                .version(MySqlVersion.V8_0)
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF")
                .start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("FilePositionIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(Start start) {
        return Reading.settings(server, start, database.name() + ".t");
    }

    private static BinlogPosition end() {
        List<?> row = server.query("SHOW MASTER STATUS").get(0);
        return BinlogPosition.ofFile(
                Objects.toString(server.query("SELECT @@server_uuid").get(0).get(0)),
                Objects.toString(row.get(0)),
                Long.parseLong(Objects.toString(row.get(1))));
    }

    @Test
    void goesOnBehindASavedFileAndOffset() throws Exception {
        Position saved;
        try (Reading reading = Reading.open(settings(new Start.Now())).begin()) {
            database.execute("INSERT INTO t VALUES (1)", "INSERT INTO other VALUES (1)");
            saved = reading.readToEnd().position();
            assertThat(saved).hasToString(end().toString());
        }
        database.execute("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (3)");

        try (Reading reading = Reading.resume(settings(new Start.Now()), BinlogPosition.decode(saved.encode()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+2", "+3");
            assertThat(reading.position()).hasToString(end().toString());
        }
    }

    @Test
    void movesToTheNextFileThoughNothingIsWrittenToIt() throws Exception {
        try (Reading reading = Reading.open(settings(new Start.Now())).begin()) {
            server.execute("FLUSH BINARY LOGS");

            assertThat(reading.readToEnd().position().covers(end())).isTrue();
        }
    }

    @Test
    void comesBackAfterTheServerWasKilled() throws Exception {
        try (Reading reading = Reading.open(settings(new Start.Earliest()))) {
            database.execute("INSERT INTO t VALUES (1)");
            reading.readToEnd();

            server.kill();
            server.startAgain();
            database.execute("INSERT INTO t VALUES (2)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2");
        }
    }

    @Test
    void saysThatTheFileIsGone() throws Exception {
        BinlogPosition saved = end();
        server.execute("FLUSH BINARY LOGS");
        server.execute("PURGE BINARY LOGS TO '" + end().file() + "'");

        assertThatThrownBy(() -> pollOnce(saved))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("no longer has the binlog file of the position " + saved)
                .hasMessageContaining("start anew");
    }

    @Test
    void refusesPositionsThatMeanNothingHere() {
        BinlogPosition end = end();

        assertThatThrownBy(() -> pollOnce(BinlogPosition.ofFile("another-uuid", end.file(), 4)))
                .hasMessageContaining("is of the server another-uuid, but this server is " + end.serverUuid());
        assertThatThrownBy(() -> pollOnce(BinlogPosition.ofFile(end.serverUuid(), end.file(), 1L << 40)))
                .hasMessageContaining("ends at " + end.offset());
        assertThatThrownBy(() -> pollOnce(BinlogPosition.ofGtids(end.serverUuid(), GtidSet.EMPTY)))
                .hasMessageContaining("gtid_mode is OFF");
    }

    private void pollOnce(BinlogPosition saved) throws InterruptedException {
        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            reading.poll();
        }
    }
}
