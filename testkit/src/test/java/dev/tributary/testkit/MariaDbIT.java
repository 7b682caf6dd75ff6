package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

@WithMySql(version = MySqlVersion.MARIADB, own = true)
class MariaDbIT {
    private final MySqlServer server;
    private final MySqlDatabase database;

    MariaDbIT(MySqlServer server, MySqlDatabase database) {
        this.server = server;
        this.database = database;
    }

    @Test
    void writesTheBinlogAsChangeCaptureNeedsIt() {
        assertThat(server.query("SELECT VERSION()").get(0).get(0)).asString().contains("MariaDB");
        assertThat(server.query("SELECT @@log_bin, @@binlog_format, @@binlog_row_image, @@binlog_row_metadata"))
                .containsExactly(List.of(1L, "ROW", "FULL", "FULL"));
    }

    @Test
    void keepsWhatWasCommittedWhenItIsKilled() {
        database.execute("CREATE TABLE survivors (id INT PRIMARY KEY)", "INSERT INTO survivors VALUES (7)");

        server.kill();
        server.startAgain();

        assertThat(database.query("SELECT * FROM survivors")).containsExactly(List.of(7));
    }

    @Test
    void createsAUserThatMayReplicate() {
        server.createReplicationUser("capture", "secret");

        assertThat(server.query("SHOW GRANTS FOR capture").get(0).get(0))
                .asString()
                .startsWith("GRANT SELECT, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO");
    }
}
