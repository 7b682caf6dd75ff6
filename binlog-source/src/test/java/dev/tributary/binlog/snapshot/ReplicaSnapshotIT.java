package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots whose rows are read from a replica of the server that the stream is read from. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaSnapshotIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void waitsForAReplicaThatIsBehindTheStream() throws Exception {
        try (MySqlServer server = MySqlServer.builder().fast().start();
                MySqlServer replica =
                        MySqlServer.builder().option("server-id", "4711").fast().start()) {
            server.createReplicationUser("reader", "s3cret");
            MySqlDatabase database = server.newDatabase("replicated");
            database.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 1), (3, 1)");
            replicate(server, replica);
            Await.until(
                    "the replica has the rows",
                    LIMIT,
                    () -> replica.query("SELECT id FROM " + database.table("t")).size() == 3);
            replica.execute("STOP REPLICA SQL_THREAD");

            VersionCheck check = new VersionCheck();
            try (RunningPipeline running = start(database, replica, check)) {
                Await.until(
                        "the stream is read",
                        LIMIT,
                        () -> !running.status().positions().isEmpty());
                database.execute("UPDATE t SET v = 2 WHERE id = 1", "DELETE FROM t WHERE id = 3");
                Await.until("the stream has delivered the changes", LIMIT, () -> check.changes() == 2);

                RunningSnapshot snapshot = running.snapshot(database.table("t"));
                Await.until(
                        "the snapshot waits",
                        LIMIT,
                        () -> check.snapshotRows() > 0 || !waiting(replica).isEmpty());
                assertThat(check.snapshotRows()).isZero();

                replica.execute("START REPLICA SQL_THREAD");
                assertThat(snapshot.await(LIMIT)).isTrue();
            }
            assertThat(check.violations()).isEmpty();
            assertThat(check.versions("t")).containsExactly(2L, 1L);
            assertThat(check.snapshotRows()).isEqualTo(2);
        }
    }

    private static void replicate(MySqlServer server, MySqlServer replica) {
        replica.execute(
                "RESET BINARY LOGS AND GTIDS",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + server.host() + "', SOURCE_PORT = " + server.port()
                        + ", SOURCE_USER = 'reader', SOURCE_PASSWORD = 's3cret', SOURCE_AUTO_POSITION = 1,"
                        + " GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
    }

    private static List<?> waiting(MySqlServer replica) {
        return replica.query("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'reader'"
                + " AND INFO LIKE '%WAIT_FOR_EXECUTED_GTID_SET(%'");
    }

    private static RunningPipeline start(MySqlDatabase database, MySqlServer replica, VersionCheck check) {
        return Pipeline.named("replica")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(database.server().host(), database.server().port())
                        .credentials("reader", "s3cret")
                        .tables(database.table("t"))
                        .startFrom(StartFrom.now())
                        .snapshots(SnapshotOptions.standard().readFrom(replica.host(), replica.port()))
                        .build())
                .forEach(check::accept)
                .build()
                .start();
    }
}
