package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers, one of which replicates the other, and the death of the one that is read from. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverIT {

    private MySqlServer source = MySqlServer.builder().fast().start();
    private final MySqlServer other =
            MySqlServer.builder().option("server-id", "2").fast().start();

    @AfterEach
    void close() {
        source.close();
        other.close();
    }

    private void replicate() {
        source.createReplicationUser(Reading.USER, Reading.PASSWORD);
        other.execute(
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + source.host() + "', SOURCE_PORT = " + source.port()
                        + ", SOURCE_USER = '" + Reading.USER + "', SOURCE_PASSWORD = '" + Reading.PASSWORD
                        + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
        source.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
    }

    private void awaitReplica() {
        String executed = Objects.toString(
                source.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0));
        assertThat(other.query("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + executed + "', 60)")
                        .get(0)
                        .get(0))
                .hasToString("0");
    }

    private SourceSettings settings() {
        SourceSettings one = Reading.settings(source, new Start.Now(), "shop.t");
        SourceSettings two = Reading.settings(other, new Start.Now(), "shop.t");
        return new SourceSettings(
                Stream.of(one, two).map(SourceSettings::preferred).toList(),
                one.tables(),
                one.start(),
                one.serverId(),
                one.backoff(),
                one.snapshots(),
                one.withStatements());
    }

    @Test
    void goesOnAtTheReplicaWhenTheSourceDies() throws Exception {
        replicate();
        try (Reading reading = Reading.open(settings()).begin()) {
            source.execute("INSERT INTO shop.t VALUES (1), (2)");
            reading.readToEnd();
            source.execute("INSERT INTO shop.t VALUES (3)");
            awaitReplica();
            source.kill();
            other.execute("STOP REPLICA", "INSERT INTO shop.t VALUES (4)");

            while (reading.recording.changes.size() < 4) {
                reading.poll();
            }
            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3", "+4");
            assertThat(((BinlogPosition) reading.position()).serverUuid())
                    .isEqualTo(other.query("SELECT @@server_uuid").get(0).get(0));

            source.startAgain();
            source.execute(
                    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + other.host() + "', SOURCE_PORT = " + other.port()
                            + ", SOURCE_USER = '" + Reading.USER + "', SOURCE_PASSWORD = '" + Reading.PASSWORD
                            + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1",
                    "START REPLICA");
            other.execute("INSERT INTO shop.t VALUES (5)");
            reading.readToEnd();
            String executed = Objects.toString(
                    other.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0));
            source.query("SELECT WAIT_FOR_EXECUTED_GTID_SET('" + executed + "', 60)");
            other.kill();
            source.execute("STOP REPLICA", "INSERT INTO shop.t VALUES (6)");

            while (reading.recording.changes.size() < 6) {
                reading.poll();
            }
            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3", "+4", "+5", "+6");
        }
    }

    @Test
    void refusesAReplicaThatLacksWhatWasReadAndComesBackToTheSource() throws Exception {
        replicate();
        awaitReplica();
        other.execute("STOP REPLICA");
        try (Reading reading = Reading.open(settings()).begin()) {
            source.execute("INSERT INTO shop.t VALUES (1)");
            reading.readToEnd();
            source.kill();
            other.execute("INSERT INTO shop.t VALUES (2)");

            while (reading.recording.reconnects.size() < 8) { // beyond all patience with a server that lags
                reading.poll();
            }
            assertThat(reading.changes()).containsExactly("+1");
            assertThat(reading.recording.reconnects)
                    .last()
                    .satisfies(refusal -> assertThat(refusal)
                            .hasMessageStartingWith("None of the servers can be read from:\n- " + source.host() + ":"
                                    + source.port() + ": Cannot connect to ")
                            .hasMessageContaining("\n- " + other.host() + ":" + other.port()
                                    + ": The server lacks 1 transaction of the position: "));

            source.startAgain();
            source.execute("INSERT INTO shop.t VALUES (3)");
            while (reading.recording.changes.size() < 2) {
                reading.poll();
            }
            assertThat(reading.changes()).containsExactly("+1", "+3");
        }
    }

    @Test
    void refusesAReplicaThatHasPurgedWhatFollows() throws Exception {
        replicate();
        Position saved;
        try (Reading reading = Reading.open(settings()).begin()) {
            saved = reading.readToEnd().position();
        }
        source.execute("INSERT INTO shop.t VALUES (1)");
        awaitReplica();
        source.kill();
        other.execute("STOP REPLICA", "FLUSH BINARY LOGS");
        List<?> newest = other.query("SHOW BINARY LOGS").stream()
                .reduce((older, newer) -> newer)
                .orElseThrow();
        other.execute("PURGE BINARY LOGS TO '" + newest.get(0) + "'");

        try (Reading reading = Reading.resume(settings(), saved)) {
            while (reading.recording.reconnects.size() < 2) {
                reading.poll();
            }
            assertThat(reading.recording.reconnects)
                    .last()
                    .satisfies(refusal -> assertThat(refusal)
                            .hasMessageContaining("\n- " + other.host() + ":" + other.port()
                                    + ": The server has purged 1 transaction that this reader has not read: "));
        }
    }

    @Test
    void beginsAtTheSecondServerWhenTheFirstCannotBeReached() throws Exception {
        replicate();
        awaitReplica();
        source.kill();
        other.execute("STOP REPLICA");

        try (Reading reading = Reading.open(settings()).begin()) {
            other.execute("INSERT INTO shop.t VALUES (1)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1");
        }
    }

    @Test
    void saysWhatKeepsEachServerFromBeingReadAtTheStart() {
        replicate();
        awaitReplica();
        source.kill();
        other.execute("STOP REPLICA", "SET GLOBAL binlog_format = 'STATEMENT'");

        assertThatThrownBy(() -> Reading.open(settings()))
                .hasMessageStartingWith("None of the servers can be read from:\n- " + source.host() + ":"
                        + source.port() + ": Cannot connect to ")
                .hasMessageContaining("\n- " + other.host() + ":" + other.port() + ": MySQL at ")
                .hasMessageContaining("SET PERSIST binlog_format = 'ROW';");
    }

    @Test
    void neverTakesAFilePositionToAnotherServer() throws Exception {
        source.close();
        source = MySqlServer.builder()
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF")
                .fast()
                .start();
        other.createReplicationUser(Reading.USER, Reading.PASSWORD);
        source.createReplicationUser(Reading.USER, Reading.PASSWORD);
        other.execute("SET GLOBAL gtid_mode = ON_PERMISSIVE", "SET GLOBAL gtid_mode = OFF_PERMISSIVE");
        other.execute("SET GLOBAL gtid_mode = OFF", "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
        source.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
        try (Reading reading = Reading.open(settings()).begin()) {
            source.execute("INSERT INTO shop.t VALUES (1)");
            reading.readToEnd();
            source.kill();
            other.execute("INSERT INTO shop.t VALUES (2)");

            while (reading.recording.reconnects.size() < 2) {
                reading.poll();
            }
            assertThat(reading.recording.reconnects)
                    .last()
                    .satisfies(refusal ->
                            assertThat(refusal).hasMessageContaining("on which file and offset mean something else"));

            source.startAgain();
            source.execute("INSERT INTO shop.t VALUES (3)");
            while (reading.recording.changes.size() < 2) {
                reading.poll();
            }
            assertThat(reading.changes()).containsExactly("+1", "+3");
        }
    }
}
