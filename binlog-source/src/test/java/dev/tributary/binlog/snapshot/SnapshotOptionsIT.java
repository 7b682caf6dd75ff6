package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.CheckpointStore;
import dev.tributary.ConfigurationException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineState;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may be asked of a snapshot, what becomes of it, and what is said where it cannot be done. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotOptionsIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ROWS = 60;
    private static final int MIDDLE = 10;
    private static final StartFrom NOW = StartFrom.now();
    private static final long NEVER = Long.MAX_VALUE;
    private static final String SIXTY_NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS + ")";

    private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    private MySqlDatabase database;

    @BeforeEach
    void create() {
        MySqlServer server = SharedServers.mySql(MySqlVersion.V9);
        database = server.newDatabase("options");
        server.execute(
                "CREATE USER IF NOT EXISTS reader IDENTIFIED BY 's3cret'",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader",
                "GRANT SELECT ON `" + database.name() + "`.* TO reader");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b INT NOT NULL)",
                "INSERT INTO t " + SIXTY_NUMBERS + " SELECT i, CONCAT('row ', i), 1000 - i FROM n");
    }

    @AfterEach
    void drop() {
        database.server().execute("REVOKE SELECT ON `" + database.name() + "`.* FROM reader");
        database.close();
    }

    private MySqlSource.Builder source(StartFrom from) {
        return MySqlSource.builder()
                .endpoint(database.server().host(), database.server().port())
                .credentials("reader", "s3cret")
                .tables(database.name() + ".*")
                .startFrom(from)
                .snapshots(SnapshotOptions.standard().connections(3).chunkRows(2));
    }

    private RunningPipeline start(MySqlSource source, CheckpointStore store, CopiedTables copied) {
        return Pipeline.named("options")
                .checkpoints(store)
                .saveEvery(Duration.ofMillis(10))
                .queueBytes(1) // else all rows are on their way before the middle
                .listener(new PipelineListener() {
                    @Override
                    public void snapshotEnded(String pipeline, SnapshotProgress progress) {
                        ended.add(progress.state() + " " + progress.table().name());
                    }
                })
                .from(source)
                .onTableChange(copied::accept)
                .forEach(copied::accept)
                .build()
                .start();
    }

    private RunningPipeline start(StartFrom from, CopiedTables copied) {
        RunningPipeline running = start(source(from).build(), CheckpointStore.inMemory(), copied);
        if (from.equals(NOW)) {
            Await.until(
                    "the stream is read",
                    LIMIT,
                    () -> !running.status().positions().isEmpty());
        }
        return running;
    }

    /** Makes the table far larger than what can be on its way while the middle lasts; returns the number of its rows. */
    private long makeLarge() {
        database.execute(
                "INSERT INTO t SELECT id + 10000, a, b FROM t",
                "INSERT INTO t SELECT id + 20000, a, b FROM t",
                "INSERT INTO t SELECT id + 40000, a, b FROM t");
        return database.count("t");
    }

    private SnapshotTable table() {
        return SnapshotTable.of(database.table("t"));
    }

    private String failure(RunningSnapshot snapshot) {
        List<String> message = new ArrayList<>();
        assertThatThrownBy(() -> snapshot.await(LIMIT))
                .isInstanceOf(PipelineException.class)
                .satisfies(thrown -> message.add(String.valueOf(thrown.getMessage())));
        assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.FAILED);
        return message.get(0);
    }

    private String failureOfPipeline(StartFrom from) throws InterruptedException {
        List<String> message = new ArrayList<>();
        RunningPipeline running = start(from, new CopiedTables(NEVER));
        assertThatThrownBy(running::await)
                .isInstanceOf(PipelineException.class)
                .satisfies(thrown -> message.add(String.valueOf(thrown.getMessage())));
        return message.get(0);
    }

    @Test
    void readsChosenColumnsOfRowsThatMeetACondition() throws Exception {
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running = start(NOW, copied)) {
            assertThat(running.snapshot(table().columns("b").where("id > 58 OR b = 999"))
                            .await(LIMIT))
                    .isTrue();
            assertThat(running.snapshot(table().columns("id").where("id = 30")).await(LIMIT))
                    .isTrue();
        }
        assertThat(copied.read().keySet())
                .containsExactly("t {id=1, b=999}", "t {id=30}", "t {id=59, b=941}", "t {id=60, b=940}");
    }

    @Test
    void beginsWithChosenColumnsOfRowsThatMeetACondition() throws Exception {
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running =
                start(StartFrom.snapshot(table().columns("a").where("id IN (7, 31)")), copied)) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.read().keySet()).containsExactly("t {id=31, a=row 31}", "t {id=7, a=row 7}");
    }

    @Test
    void failsAloneAndOnceWithAConditionThatIsNoSql() throws Exception {
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running = start(NOW, copied)) {
            assertThat(failure(running.snapshot(table().where("nonsense = 1"))))
                    .contains("The snapshot of table " + database.table("t") + " cannot go on: ")
                    .contains("Unknown column 'nonsense' in 'where clause'");
            assertThat(failure(running.snapshot(table().where("b = "))))
                    .contains("You have an error in your SQL syntax");

            database.execute("UPDATE t SET b = 0 WHERE id = 1");
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.status().state()).isEqualTo(PipelineState.RUNNING);
        }
        assertThat(copied.size("t")).isEqualTo(1);
        assertThat(ended).containsExactly("FAILED t", "FAILED t");
    }

    @Test
    void failsThePipelineWhereItIsToBeginWithAConditionThatIsNoSql() throws Exception {
        assertThat(failureOfPipeline(StartFrom.snapshot(table().where("b ="))))
                .contains("The snapshot of table " + database.table("t") + " cannot go on: ")
                .contains("You have an error in your SQL syntax");
    }

    @Test
    void namesTheColumnsWhereOneIsNotThere() throws Exception {
        String columns = "Table " + database.table("t") + " has no column 'c'; its columns are [id, a, b]";
        try (RunningPipeline running = start(NOW, new CopiedTables(NEVER))) {
            assertThat(failure(running.snapshot(table().columns("a", "c")))).contains(columns);
        }
        assertThat(failureOfPipeline(StartFrom.snapshot(table().columns("a", "c"))))
                .contains(columns);
    }

    @Test
    void saysWhatToGrantWhereATableCannotBeFound() throws Exception {
        String unseen = "The snapshot finds no table " + database.table("missing")
                + ": there is none, or the account 'reader' may not read it; check the name, or run: GRANT SELECT ON `"
                + database.name() + "`.`missing` TO 'reader'";
        try (RunningPipeline running = start(NOW, new CopiedTables(NEVER))) {
            assertThat(failure(running.snapshot(database.table("missing")))).contains(unseen);
            assertThat(ended).containsExactly("FAILED missing");
        }
        assertThat(failureOfPipeline(StartFrom.snapshot(SnapshotTable.of(database.table("missing")))))
                .contains(unseen);
    }

    @Test
    void saysWhatToGrantWhereThePrivilegeIsTakenAwayInTheMiddle() throws Exception {
        makeLarge();
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(NOW, copied)) {
            RunningSnapshot snapshot = running.snapshot(table());
            copied.awaitMiddle();
            database.server().execute("REVOKE SELECT ON `" + database.name() + "`.* FROM reader");
            copied.goOn();

            assertThat(failure(snapshot))
                    .contains("SELECT command denied")
                    .endsWith("; run: GRANT SELECT ON `" + database.name() + "`.`t` TO 'reader'@'%';");
            database.server().execute("GRANT SELECT ON `" + database.name() + "`.* TO reader");
        }
    }

    @Test
    void failsWhereTheTableIsHiddenFromTheAccountInTheMiddle() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(NOW, copied)) {
            RunningSnapshot snapshot = running.snapshot(table());
            copied.awaitMiddle();
            database.server()
                    .execute(
                            "REVOKE SELECT ON `" + database.name() + "`.* FROM reader",
                            "ALTER TABLE " + database.table("t") + " ADD COLUMN c INT");
            copied.goOn();

            assertThat(failure(snapshot)).contains("The snapshot of table " + database.table("t") + " cannot go on: ");
            database.server().execute("GRANT SELECT ON `" + database.name() + "`.* TO reader");
        }
        assertThat(ended).containsExactly("FAILED t");
    }

    @Test
    void refusesATableThatIsNotCaptured() {
        MySqlSource onlyT = source(NOW).build();
        try (RunningPipeline running = start(onlyT, CheckpointStore.inMemory(), new CopiedTables(NEVER))) {
            Await.until(
                    "the stream is read",
                    LIMIT,
                    () -> !running.status().positions().isEmpty());
            assertThatThrownBy(() -> running.snapshot("elsewhere.t"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith(
                            "A snapshot of the table elsewhere.t is wanted, which the source does not capture: it captures ");
        }
    }

    @Test
    void readsNothingWhileItIsPausedButTheStream() throws Exception {
        long rows = makeLarge();
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(NOW, copied)) {
            RunningSnapshot snapshot = running.snapshot(table());
            copied.awaitMiddle();
            snapshot.pause();
            copied.goOn();

            database.execute("INSERT INTO t VALUES (1000, 'new', 1)");
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            SnapshotProgress paused = snapshot.progress();
            assertThat(paused.state()).isEqualTo(SnapshotProgress.State.PAUSED);
            assertThat(paused.rows()).isBetween((long) MIDDLE, rows - 1);
            assertThat(paused)
                    .hasToString("snapshot of " + database.table("t") + ": paused, " + paused.rows() + " of about "
                            + paused.estimatedRows().orElse(-1) + " rows");

            snapshot.resume();
            assertThat(snapshot.await(LIMIT)).isTrue();
            assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.DONE);
        }
        assertThat(copied.differences(database, "t", "id")).isEmpty();
        assertThat(copied.read().values()).containsOnly(1);
    }

    @Test
    void endsWhereItIsCancelled() throws Exception {
        long rows = makeLarge();
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(NOW, copied)) {
            RunningSnapshot snapshot = running.snapshot(table());
            copied.awaitMiddle();
            snapshot.cancel();
            copied.goOn();

            assertThat(snapshot.await(LIMIT)).isFalse();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.CANCELLED);
        }
        assertThat(copied.snapshotRows()).isBetween((long) MIDDLE, rows - 1);
        assertThat(ended).containsExactly("CANCELLED t");
    }

    @Test
    void endsThePipelineAfterTheSnapshotAndReadsNothingAtTheNextStart() throws Exception {
        CheckpointStore store = CheckpointStore.inMemory();
        CopiedTables copied = new CopiedTables(NEVER);
        for (int i = 0; i < 2; i++) {
            try (RunningPipeline running =
                    start(source(StartFrom.snapshotOnly(table())).build(), store, copied)) {
                running.await();
                assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
            }
        }
        assertThat(copied.read()).hasSize(ROWS);
        assertThat(copied.read().values()).containsOnly(1);
    }

    @Test
    void readsNoFinishedChunkAgainAfterAStopInTheMiddle() throws Exception {
        CheckpointStore store = CheckpointStore.inMemory();
        MySqlSource source = source(StartFrom.snapshot(table())).build();
        CopiedTables first = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(source, store, first)) {
            first.awaitMiddle();
            running.pause();
            first.goOn();
            running.stop(LIMIT);
            running.await();
        }
        assertThat(first.snapshotRows()).isBetween((long) MIDDLE, ROWS - 1L);
        database.execute("UPDATE t SET a = 'later' WHERE id IN (1, 60)", "DELETE FROM t WHERE id IN (2, 59)");

        CopiedTables second = new CopiedTables(NEVER);
        try (RunningPipeline running = start(source, store, second)) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }

        assertThat(second.snapshotRows() + first.snapshotRows()).isBetween(ROWS - 2L, (long) ROWS);
        assertThat(second.read().keySet())
                .doesNotContainAnyElementsOf(first.read().keySet());
    }

    /** The source is opened anew with the sink, and asked once more for what the host has asked for. */
    @Test
    void goesOnWhereItWasWhenTheSinkWasAway() throws Exception {
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running = Pipeline.named("options")
                .checkpoints(CheckpointStore.inMemory())
                .saveEveryRecords(1)
                .onSinkError(ErrorPolicy.retry(3, new Backoff(Duration.ofMillis(1), Duration.ofMillis(10))))
                .queueBytes(1)
                .from(source(NOW).build())
                .to(new SinkThatIsAwayOnce(copied, ROWS / 2))
                .build()
                .start()) {
            Await.until(
                    "the stream is read",
                    LIMIT,
                    () -> !running.status().positions().isEmpty());

            assertThat(running.snapshot(table()).await(LIMIT)).isTrue();
        }
        assertThat(copied.read()).hasSize(ROWS);
        assertThat(copied.snapshotRows()).isLessThan(ROWS + ROWS / 2);
    }

    @Test
    void readsATableWithoutAKeyInOnePassAndWarns() throws Exception {
        database.execute(
                "CREATE TABLE keyless (v LONGTEXT, n INT)",
                "INSERT INTO keyless " + SIXTY_NUMBERS + " SELECT REPEAT(CHAR(65 + i % 26), 300000), i FROM n");
        CopiedTables copied = new CopiedTables(NEVER);
        try (CapturedLog log = CapturedLog.begin();
                RunningPipeline running = start(NOW, copied)) {
            RunningSnapshot snapshot =
                    running.snapshot(SnapshotTable.of(database.table("keyless")).columns("n"));
            assertThat(snapshot.await(LIMIT)).isTrue();
            RunningSnapshot ofAll = running.snapshot(database.table("keyless"));
            assertThat(ofAll.await(LIMIT)).isTrue();

            assertThat(ofAll.progress().rows()).isEqualTo(ROWS);
            assertThat(ofAll.progress().chunks()).isGreaterThan(1); // 4 MiB each
            assertThat(log.text())
                    .contains("Pipeline 'options': table " + database.table("keyless")
                            + " has no key: it is read in one pass, from its beginning after each failure, and a row that"
                            + " is changed meanwhile may be delivered in its former version after the change");
        }
        assertThat(copied.read()).hasSize(2 * ROWS);
        assertThat(copied.read().values()).containsOnly(1);
    }

    @Test
    void readsAnEmptyTable() throws Exception {
        database.execute("CREATE TABLE nothing (id INT PRIMARY KEY)", "CREATE TABLE keyless (id INT)");
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running = start(NOW, copied)) {
            for (String table : List.of("nothing", "keyless")) {
                RunningSnapshot snapshot = running.snapshot(database.table(table));
                assertThat(snapshot.await(LIMIT)).isTrue();
                assertThat(snapshot.progress().rows()).isZero();
            }
        }
        assertThat(copied.snapshotRows()).isZero();
    }

    @Test
    void cutsChunksWhereRowsAreLong() throws Exception {
        database.execute(
                "CREATE TABLE wide (id INT PRIMARY KEY, v LONGBLOB)",
                "INSERT INTO wide VALUES (1, REPEAT('a', 18000000)), (2, ''), (3, REPEAT('b', 40000000)), (4, 'c')");
        CopiedTables copied = new CopiedTables(NEVER);
        try (RunningPipeline running = start(
                source(StartFrom.snapshotOnly(
                                SnapshotTable.of(database.table("wide")).columns("id")))
                        .build(),
                CheckpointStore.inMemory(),
                copied)) {
            running.await();
            assertThat(copied.read().keySet()).hasSize(4);
        }
        List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("wide")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(StartFrom.snapshotOnly(SnapshotTable.of(database.table("wide"))))
                        .build())
                .forEach(change -> lengths.add(change.row().getBytes("v").length))
                .build()
                .start()) {
            running.await();
            assertThat(running.status().snapshots()).allMatch(progress -> progress.chunks() >= 3);
        }
        assertThat(lengths).containsExactly(18_000_000, 0, 40_000_000, 1);
    }
}
