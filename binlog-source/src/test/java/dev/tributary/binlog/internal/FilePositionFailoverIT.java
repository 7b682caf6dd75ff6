package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers without GTIDs, and the death of the one that is read from. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FilePositionFailoverIT {

    private static MySqlServer server() {
        MySqlServer server = MySqlServer.builder()
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF")
                .fast()
                .start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
        server.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
        return server;
    }

    @Test
    void neverTakesAFilePositionToAnotherServer() throws Exception {
        try (MySqlServer source = server();
                MySqlServer other = server();
                Reading reading = Reading.open(Reading.settings(source, other, new Start.Now(), "shop.t"))
                        .begin()) {
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
