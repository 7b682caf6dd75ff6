package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots with two servers of which one replicates the other: rows are read from the replica, or it takes over. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaSnapshotIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ROWS = 60;
    private static final int MIDDLE = 10;

    private MySqlServer server;
    private MySqlServer replica;
    private MySqlDatabase database;

    @BeforeEach
    void start() {
        server = MySqlServer.builder().fast().start();
        replica = MySqlServer.builder().option("server-id", "4711").fast().start();
        server.createReplicationUser("reader", "s3cret");
        database = server.newDatabase("replicated");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                        + ") SELECT i, 1 FROM n");
        replicate();
        awaitReplica();
    }

    @AfterEach
    void stop() {
        server.close();
        replica.close();
    }

    private void replicate() {
        replica.execute(
                "RESET BINARY LOGS AND GTIDS",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + server.host() + "', SOURCE_PORT = " + server.port()
                        + ", SOURCE_USER = 'reader', SOURCE_PASSWORD = 's3cret', SOURCE_AUTO_POSITION = 1,"
                        + " GET_SOURCE_PUBLIC_KEY = 1",
                "START REPLICA");
    }

    private void awaitReplica() {
        Object executed = server.query("SELECT @@gtid_executed").get(0).get(0);
        Await.until(
                "the replica has the rows",
                LIMIT,
                () -> replica.query("SELECT GTID_SUBSET('" + executed + "', @@gtid_executed)")
                        .equals(List.of(List.of(1L))));
    }

    private MySqlSource.Builder source() {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("reader", "s3cret")
                .tables(database.table("t"));
    }

    @Test
    void waitsForAReplicaThatIsBehindTheStream() throws Exception {
        replica.execute("STOP REPLICA SQL_THREAD");
        VersionCheck check = new VersionCheck();
        try (RunningPipeline running = Pipeline.named("replica")
                .checkpoints(CheckpointStore.inMemory())
                .from(source().startFrom(StartFrom.now())
                        .snapshots(SnapshotOptions.standard().readFrom(replica.host(), replica.port()))
                        .build())
                .forEach(check::accept)
                .build()
                .start()) {
            Await.until(
                    "the stream is read",
                    LIMIT,
                    () -> !running.status().positions().isEmpty());
            database.execute("UPDATE t SET v = 2 WHERE id = 1", "DELETE FROM t WHERE id > 2");
            Await.until("the stream has delivered the changes", LIMIT, () -> check.changes() == ROWS - 1);

            RunningSnapshot snapshot = running.snapshot(database.table("t"));
            Await.until(
                    "the snapshot waits",
                    LIMIT,
                    () -> check.snapshotRows() > 0 || !waiting().isEmpty());
            assertThat(check.snapshotRows()).isZero();

            replica.execute("START REPLICA SQL_THREAD");
            assertThat(snapshot.await(LIMIT)).isTrue();
        }
        assertThat(check.violations()).isEmpty();
        assertThat(check.versions("t")).containsExactly(2L, 1L);
        assertThat(check.snapshotRows()).isEqualTo(2);
    }

    private List<?> waiting() {
        return replica.query("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'reader'"
                + " AND INFO LIKE '%WAIT_FOR_EXECUTED_GTID_SET(%'");
    }

    @Test
    void goesOnOnAnotherServerWhereItsOwnFailsInTheMiddle() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = Pipeline.named("failover")
                .checkpoints(CheckpointStore.inMemory())
                .saveEvery(Duration.ofMillis(10))
                .queueBytes(1) // else all rows are on their way before the middle
                .from(source().endpoint(replica.host(), replica.port())
                        .startFrom(StartFrom.snapshot())
                        .snapshots(SnapshotOptions.standard().connections(2).chunkRows(2))
                        .reconnectBackoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)))
                        .build())
                .forEach(copied::accept)
                .build()
                .start()) {
            copied.awaitMiddle();
            database.execute("UPDATE t SET v = 2 WHERE id IN (1, 60)", "DELETE FROM t WHERE id IN (2, 59)");
            awaitReplica();
            server.kill();
            replica.execute(
                    "STOP REPLICA",
                    "UPDATE " + database.table("t") + " SET v = 3 WHERE id IN (3, 58, 60)",
                    "DELETE FROM " + database.table("t") + " WHERE id IN (4, 57)");
            copied.goOn();

            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.differences(replica.database(database.name()), "t", "id"))
                .isEmpty();
        assertThat(copied.read().values()).containsOnly(1);
    }
}
