package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Snapshots while a transaction is in the binlog, and was delivered by the stream, that no SELECT sees yet: with semi-synchronous
 * replication a commit waits between the two until a replica has acknowledged it. Here there is none, so that it waits as
 * long as the test wants.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-semisync.html">semi-synchronous replication</a>
 */
class SemiSyncIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String LONGER_THAN_THE_TEST = "600000";

    /** A server, and what shows that a snapshot waits there. */
    enum Setup {
        MYSQL_BY_GTIDS("WAIT_FOR_EXECUTED_GTID_SET("),
        MYSQL_WITHOUT_GTIDS("FOR SHARE"),
        MARIADB("");

        private final String waiting;

        Setup(String waiting) {
            this.waiting = waiting;
        }

        MySqlServer start() {
            MySqlServer.Builder builder = MySqlServer.builder().fast();
            if (this == MARIADB) {
                return builder.version(MySqlVersion.MARIADB)
                        .option("rpl-semi-sync-master-wait-point", "AFTER_SYNC")
                        .option("rpl-semi-sync-master-timeout", LONGER_THAN_THE_TEST)
                        .start();
            }
            if (this == MYSQL_WITHOUT_GTIDS) {
                builder.option("gtid-mode", "OFF").option("enforce-gtid-consistency", "OFF");
            }
            MySqlServer server = builder.start();
            server.execute(
                    "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                    "SET GLOBAL rpl_semi_sync_source_wait_point = AFTER_SYNC",
                    "SET GLOBAL rpl_semi_sync_source_timeout = " + LONGER_THAN_THE_TEST);
            return server;
        }

        void commitsWait(MySqlServer server, boolean value) {
            server.execute("SET GLOBAL rpl_semi_sync_" + (this == MARIADB ? "master" : "source") + "_enabled = "
                    + (value ? "ON" : "OFF"));
        }

        /** Returns how many times, or where, something now waits to see the transaction. */
        long waits(MySqlServer server) {
            String query = this == MARIADB
                    ? "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'COM_BEGIN'"
                    : "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'replica' AND INFO LIKE '%"
                            + waiting + "%'";
            return Long.parseLong(String.valueOf(server.query(query).get(0).get(0)));
        }

        /** How many more of these there must be. A stream by GTIDs begins before the transaction, which need not be seen then. */
        long moreWaits() {
            return switch (this) {
                case MYSQL_BY_GTIDS -> 1;
                case MYSQL_WITHOUT_GTIDS -> 2;
                case MARIADB -> 50;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsForATransactionThatTheStreamHasDeliveredBeforeASelectSeesIt(Setup setup) throws Exception {
        try (MySqlServer server = setup.start()) {
            MySqlDatabase database = server.newDatabase("semisync");
            server.createReplicationUser("replica", "s3cret");
            database.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO t VALUES (1, 1), (2, 1), (3, 1), (4, 1)");
            VersionCheck later = new VersionCheck();
            VersionCheck initial = new VersionCheck();
            try (RunningPipeline running = start(database, StartFrom.now(), later)) {
                Await.until(
                        "the stream is read",
                        LIMIT,
                        () -> !running.status().positions().isEmpty());
                setup.commitsWait(server, true);
                Thread writer = writer(database);
                Await.until("the stream has delivered the change", LIMIT, () -> later.changes() >= 3);
                long waitsBefore = setup.waits(server);

                RunningSnapshot asked = running.snapshot(database.table("t"));
                try (RunningPipeline fromBeginning = start(database, StartFrom.snapshot(), initial)) {
                    Await.until(
                            "the snapshots wait",
                            LIMIT,
                            () -> setup.waits(server) >= waitsBefore + setup.moreWaits() || later.snapshotRows() > 0);
                    assertThat(database.query("SELECT v FROM t WHERE id = 1")).isEqualTo(List.of(List.of(1)));
                    assertThat(later.snapshotRows()).isZero();

                    setup.commitsWait(server, false);
                    writer.join();
                    assertThat(asked.await(LIMIT)).isTrue();
                    assertThat(fromBeginning.awaitCaughtUp(LIMIT)).isTrue();
                }
            }
            for (VersionCheck check : List.of(later, initial)) {
                assertThat(check.violations()).isEmpty();
                assertThat(check.versions("t")).containsExactly(2L, 1L, 3L);
                assertThat(check.snapshotRows()).isPositive();
            }
        }
    }

    private static RunningPipeline start(MySqlDatabase database, StartFrom from, VersionCheck check) {
        return Pipeline.named("semisync")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(database.server().host(), database.server().port())
                        .credentials("replica", "s3cret")
                        .tables(database.table("t"))
                        .startFrom(from)
                        .build())
                .forEach(check::accept)
                .build()
                .start();
    }

    /** Changes, deletes and inserts a row; its commit waits. */
    private static Thread writer(MySqlDatabase database) {
        Thread writer = new Thread(
                () -> database.execute(
                        "BEGIN",
                        "UPDATE t SET v = 2 WHERE id = 1",
                        "DELETE FROM t WHERE id = 3",
                        "INSERT INTO t VALUES (5, 3)",
                        "DELETE FROM t WHERE id = 4",
                        "COMMIT"),
                "semisync-writer");
        writer.start();
        return writer;
    }
}
