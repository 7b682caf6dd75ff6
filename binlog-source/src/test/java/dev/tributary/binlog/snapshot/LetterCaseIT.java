package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots of a table whose name each of server, statements and host writes in letters of its own case. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LetterCaseIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MIDDLE = 10;

    @Test
    void knowsATableInWhicheverCaseItsNameIsWritten() throws Exception {
        try (MySqlServer server = MySqlServer.builder()
                        .option("lower-case-table-names", "1")
                        .fast()
                        .start();
                MySqlDatabase database = server.newDatabase("cases")) {
            server.createReplicationUser("reader", "s3cret");
            database.execute(
                    "CREATE TABLE Orders (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO Orders WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
                            + " SELECT i, 1 FROM n");
            CopiedTables copied = new CopiedTables(MIDDLE);
            Set<TableId> names = ConcurrentHashMap.newKeySet();
            try (RunningPipeline running = start(database, copied, names)) {
                Await.until(
                        "the stream is read",
                        LIMIT,
                        () -> !running.status().positions().isEmpty());
                RunningSnapshot snapshot = running.snapshot(
                        SnapshotTable.of(new TableId(database.name().toUpperCase(Locale.ROOT), "ORDERS")));
                copied.awaitMiddle();
                database.execute(
                        "UPDATE oRders SET v = 2 WHERE id BETWEEN 10 AND 50",
                        "DELETE FROM orDers WHERE id IN (2, 25, 30, 60)",
                        "ALTER TABLE ordErs MODIFY id BIGINT",
                        "UPDATE ordeRs SET id = 5000000000 + id WHERE id IN (3, 26, 35, 59)");
                copied.goOn();

                assertThat(snapshot.await(LIMIT)).isTrue();
                assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            }
            assertThat(copied.differences(database, "orders", "id")).isEmpty();
            assertThat(names).containsExactly(new TableId(database.name(), "orders"));
        }
    }

    private static RunningPipeline start(MySqlDatabase database, CopiedTables copied, Set<TableId> names) {
        return Pipeline.named("cases")
                .checkpoints(CheckpointStore.inMemory())
                .saveEvery(Duration.ofMillis(10))
                .queueBytes(1) // else all rows are on their way before the middle
                .from(MySqlSource.builder()
                        .endpoint(database.server().host(), database.server().port())
                        .credentials("reader", "s3cret")
                        .tables(database.name().toUpperCase(Locale.ROOT) + ".*")
                        .startFrom(StartFrom.now())
                        .snapshots(SnapshotOptions.standard().chunkRows(2))
                        .build())
                .forEach(change -> {
                    names.add(change.table());
                    copied.accept(change);
                })
                .build()
                .start();
    }
}
