package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.binlog.PreflightReport.Severity;
import dev.tributary.testkit.MySqlServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What preflight finds about servers that were started in ways that do not suit. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PreflightOptionsIT {

    private static List<String> found(Severity severity, MySqlServer server) {
        return found(severity, source(server));
    }

    private static List<String> found(Severity severity, MySqlSource.Builder source) {
        return source.build().preflight().findings(severity).stream()
                .map(Finding::toString)
                .toList();
    }

    private static MySqlSource.Builder source(MySqlServer server) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("tributary", "s3cret")
                .tables("shop.*");
    }

    private static MySqlServer start(MySqlServer.Builder builder) {
        MySqlServer server = builder.fast().start();
        server.execute("CREATE DATABASE shop");
        server.createReplicationUser("tributary", "s3cret");
        return server;
    }

    @Test
    void findsWhatIsFilteredAndAReplicaThatKeepsItsChangesOutOfItsBinlog() {
        try (MySqlServer server =
                start(MySqlServer.builder().option("binlog-do-db", "other").option("log-replica-updates", "OFF"))) {
            assertThat(found(Severity.ERROR, server))
                    .containsExactly(
                            "Changes of the database 'shop' are not written to the binlog: binlog_do_db (other) leaves"
                                    + " out it; take the option out of the server's configuration and restart it");

            server.execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1'");

            assertThat(found(Severity.ERROR, server))
                    .contains(
                            "log_replica_updates is OFF on this replica, so that what it receives from its source is not in"
                                    + " its binlog; start it with log_replica_updates=ON in the [mysqld] section of its configuration, or"
                                    + " read from its source");
        }
    }

    @Test
    void findsWhatIsIgnoredAndPositionsOfOneServerOnly() {
        try (MySqlServer server = start(MySqlServer.builder()
                .option("binlog-ignore-db", "shop")
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF"))) {
            assertThat(found(Severity.ERROR, server))
                    .containsExactly(
                            "Changes of the database 'shop' are not written to the binlog: binlog_ignore_db (shop)"
                                    + " names it; take the option out of the server's configuration and restart it");
            assertThat(found(Severity.INFO, server))
                    .containsExactly(
                            "gtid_mode is OFF, so that positions are by file and offset, and good for this one server"
                                    + " only; to change it run: SET PERSIST enforce_gtid_consistency = 'ON'; SET PERSIST gtid_mode ="
                                    + " 'OFF_PERMISSIVE'; SET PERSIST gtid_mode = 'ON_PERMISSIVE'; SET PERSIST gtid_mode = 'ON'; (on each"
                                    + " server of a replication one step after the other)");

            SnapshotOptions elsewhere = SnapshotOptions.standard().readFrom(server.host(), server.port() + 1);
            assertThat(found(Severity.ERROR, source(server).snapshots(elsewhere)))
                    .contains(
                            "The rows of snapshots are to be read from another server, for which MySQL with gtid_mode=ON is"
                                    + " needed; leave out SnapshotOptions.readFrom, so that they are read from the server itself, or"
                                    + " switch gtid_mode on");
        }
    }

    @Test
    void findsCascadesThatAnOptionKeepsOutOfTheBinlog() {
        try (MySqlServer server = start(MySqlServer.builder().option("innodb-native-foreign-keys", "ON"))) {
            server.execute(
                    "CREATE TABLE shop.orders (id INT PRIMARY KEY)",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, order_id INT, CONSTRAINT of_order FOREIGN KEY (order_id)"
                            + " REFERENCES shop.orders (id) ON UPDATE SET NULL)");

            assertThat(found(Severity.WARNING, server))
                    .containsExactly(
                            "The foreign key of_order of the table shop.item changes its rows ON UPDATE SET NULL inside"
                                    + " the storage engine, which writes nothing of that to the binlog: these changes are not seen; start"
                                    + " the server with innodb_native_foreign_keys=OFF in the [mysqld] section of its configuration");
        }
    }

    @Test
    void findsAServerWithoutABinlog() {
        try (MySqlServer server = start(MySqlServer.builder()
                .option("skip-log-bin", "1")
                .option("gtid-mode", "OFF")
                .option("enforce-gtid-consistency", "OFF"))) {
            assertThat(found(Severity.ERROR, server))
                    .containsExactly(
                            "The server writes no binlog (log_bin=OFF); start it with log_bin=binlog and server_id=1 in"
                                    + " the [mysqld] section of its configuration");
        }
    }
}
