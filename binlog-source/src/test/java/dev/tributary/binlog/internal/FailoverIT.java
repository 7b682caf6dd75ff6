package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.binlog.LostPosition;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Two servers, one of which replicates the other, and the death of the one that is read from. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@MethodSource("dev.tributary.binlog.faults.TestedServers#flavours")
class FailoverIT {

    @Parameter
    private MySqlVersion version;

    private ReplicatedServers servers;
    private MySqlServer source;
    private MySqlServer other;

    @BeforeEach
    void replicate() {
        servers = ReplicatedServers.start(version);
        source = servers.source;
        other = servers.other;
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private SourceSettings settings() {
        return Reading.settings(source, other, new Start.Now(), "shop.t");
    }

    /** Settings under which nothing but a position that every server has lost makes a reader begin anew. */
    private SourceSettings beginningAnew() {
        return Reading.settings(settings(), LostPosition.SNAPSHOT_OF_ANY_SERVER);
    }

    @Test
    void goesOnAtTheReplicaWhenTheSourceDies() throws Exception {
        try (Reading reading = Reading.open(settings()).begin()) {
            source.execute("INSERT INTO shop.t VALUES (1), (2)");
            reading.readToEnd();
            source.execute("INSERT INTO shop.t VALUES (3)");
            servers.awaitReplica();
            source.kill();
            other.execute("STOP REPLICA", "INSERT INTO shop.t VALUES (4)");

            while (reading.recording.changes.size() < 4) {
                reading.poll();
            }
            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3", "+4");
            assertThat(((BinlogPosition) reading.position()).serverUuid()).isEqualTo(servers.identity(other));

            source.startAgain();
            servers.replicateBack();
            other.execute("INSERT INTO shop.t VALUES (5)");
            reading.readToEnd();
            servers.awaitReplicaBack();
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
        servers.awaitReplica();
        other.execute("STOP REPLICA");
        try (Reading reading = Reading.open(beginningAnew()).begin()) {
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
                            .hasMessageContaining("\n- " + other.host() + ":" + other.port() + ": " + lacking()));

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
        Position saved;
        try (Reading reading = Reading.open(beginningAnew()).begin()) {
            saved = reading.readToEnd().position();
        }
        source.execute("INSERT INTO shop.t VALUES (1)");
        servers.awaitReplica();
        source.kill();
        other.execute("STOP REPLICA");
        Reading.purge(other, version);

        try (Reading reading = Reading.resume(beginningAnew(), saved)) {
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
        servers.awaitReplica();
        source.kill();
        other.execute("STOP REPLICA");

        try (Reading reading = Reading.open(settings()).begin()) {
            other.execute("INSERT INTO shop.t VALUES (1)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1");
        }
    }

    /** MariaDB counts from the same number on, and sees at the beginning of the dump that it is another transaction's. */
    private String lacking() {
        return version == MySqlVersion.MARIADB
                ? "Cannot read the binlog at its beginning: the server answered error 1236, 'Error: connecting slave"
                        + " requested to start from GTID 0-1-"
                : "The server lacks 1 transaction of the position: ";
    }

    @Test
    void saysWhatKeepsEachServerFromBeingReadAtTheStart() {
        servers.awaitReplica();
        String product = version == MySqlVersion.MARIADB ? "MariaDB" : "MySQL";
        source.kill();
        other.execute("STOP REPLICA", "SET GLOBAL binlog_format = 'STATEMENT'");

        assertThatThrownBy(() -> Reading.open(settings()))
                .hasMessageStartingWith("None of the servers can be read from:\n- " + source.host() + ":"
                        + source.port() + ": Cannot connect to ")
                .hasMessageContaining("\n- " + other.host() + ":" + other.port() + ": " + product + " at ")
                .hasMessageContaining(" binlog_format = 'ROW';");
    }
}
