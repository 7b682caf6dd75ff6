package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables that are altered, emptied, dropped or renamed in the middle of their snapshots, when some of their rows are delivered,
 * more are read, and the stream has not come to the change.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotChangesIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ROWS = 60;
    private static final int MIDDLE = 10;
    private static final String SIXTY_NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS + ")";

    private MySqlDatabase database;

    @BeforeEach
    void create() {
        MySqlServer server = SharedServers.mySql(MySqlVersion.V9);
        database = server.newDatabase("changes");
        server.execute("CREATE USER IF NOT EXISTS copier IDENTIFIED BY 's3cret'");
        server.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO copier");
        for (String table : List.of("t", "t2")) {
            database.execute(
                    "CREATE TABLE " + table + " (id INT PRIMARY KEY, a VARCHAR(20), b INT NOT NULL)",
                    "INSERT INTO " + table + " " + SIXTY_NUMBERS + " SELECT 2 * i, CONCAT('" + table
                            + " ', i), 1000 - i" + " FROM n");
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private RunningPipeline start(CopiedTables copied, StartFrom from) {
        return Pipeline.named("changes")
                .checkpoints(CheckpointStore.inMemory())
                .saveEvery(Duration.ofMillis(10))
                .queueBytes(1) // else all rows are on their way before the middle
                .from(MySqlSource.builder()
                        .endpoint(database.server().host(), database.server().port())
                        .credentials("copier", "s3cret")
                        .tables(database.name() + "\\.t.*")
                        .startFrom(from)
                        .snapshots(SnapshotOptions.standard().connections(2).chunkRows(2))
                        .build())
                .onTableChange(copied::accept)
                .forEach(copied::accept)
                .build()
                .start();
    }

    private static void awaitStream(RunningPipeline running) {
        Await.until(
                "the stream is read", LIMIT, () -> !running.status().positions().isEmpty());
    }

    private void execute(String statements) {
        for (int from = 0; from < statements.length(); ) {
            int end = statements.indexOf(';', from);
            int to = end < 0 ? statements.length() : end;
            database.execute(statements.substring(from, to));
            from = to + 1;
        }
    }

    /** What is done in the middle of the table t; in which table and by which key its rows are then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7 FIRST; UPDATE t SET b = 1 WHERE id IN (2, 100) | t | id",
                "ALTER TABLE t DROP COLUMN b; DELETE FROM t WHERE id IN (4, 110) | t | id",
                "ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN b INT NOT NULL DEFAULT 5; UPDATE t SET b = 6 | t | id",
                "ALTER TABLE t RENAME COLUMN b TO c; UPDATE t SET c = 1 WHERE id IN (2, 100) | t | id",
                "ALTER TABLE t RENAME COLUMN id TO nr; UPDATE t SET nr = -nr WHERE nr IN (2, 100) | t | nr",
                "ALTER TABLE t MODIFY id BIGINT UNSIGNED; INSERT INTO t VALUES (18446744073709551615, '', 5) | t | id",
                "ALTER TABLE t MODIFY id VARCHAR(20); UPDATE t SET id = CONCAT('x', id) WHERE id IN (2, 100) | t | id",
                "TRUNCATE TABLE t; INSERT INTO t VALUES (1, 'new', 1), (200, 'new', 2) | t | id",
                "DROP TABLE t; CREATE TABLE t (id INT PRIMARY KEY, z INT); INSERT INTO t VALUES (2, 3), (118, 4) | t | id",
                "RENAME TABLE t TO t_new; UPDATE t_new SET b = 1 WHERE id IN (2, 100); CREATE TABLE t (x INT) | t_new | id",
                "RENAME TABLE t TO t_new; RENAME TABLE t_new TO t; UPDATE t SET b = 1 WHERE id IN (2, 100) | t | id",
                "RENAME TABLE t TO t_tmp, t2 TO t, t_tmp TO t2; UPDATE t2 SET b = 1 WHERE id IN (2, 100) | t2 | id",
                "CREATE TABLE _t_gho LIKE t; ALTER TABLE _t_gho ADD COLUMN c INT DEFAULT 3; INSERT INTO _t_gho SELECT t.*, 4"
                        + " FROM t; RENAME TABLE t TO _t_del, _t_gho TO t; DROP TABLE _t_del; UPDATE t SET b = 2 WHERE id > 90 | t | id",
                "CREATE TABLE _t_new LIKE t; INSERT INTO _t_new SELECT * FROM t; RENAME TABLE t TO _t_old; RENAME TABLE _t_new"
                        + " TO t; DROP TABLE _t_old; UPDATE t SET b = 2 WHERE id > 90 | t | id",
            })
    void copiesATableThatIsChangedInTheMiddle(String statements, String table, String key) throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(copied, StartFrom.now())) {
            awaitStream(running);
            RunningSnapshot snapshot = running.snapshot(database.table("t"));
            copied.awaitMiddle();
            execute(statements);
            copied.goOn();

            assertThat(snapshot.await(LIMIT)).isTrue();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.DONE);
        }
        assertThat(copied.differences(database, table, key)).isEmpty();
    }

    @Test
    void copiesBothOfTwoTablesThatTakeEachOthersNames() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(copied, StartFrom.snapshot())) {
            copied.awaitMiddle();
            execute("RENAME TABLE t TO t_tmp, t2 TO t, t_tmp TO t2; DELETE FROM t WHERE id = 120");
            copied.goOn();

            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.differences(database, "t", "id")).isEmpty();
        assertThat(copied.differences(database, "t2", "id")).isEmpty();
    }

    @Test
    void readsATableAgainByItsNewKey() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(copied, StartFrom.snapshot(SnapshotTable.of(database.table("t"))))) {
            copied.awaitMiddle();
            execute("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (b)");
            copied.goOn();

            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.read().keySet()).hasSize(ROWS);
        assertThat(copied.snapshotRows()).isBetween(ROWS + (long) MIDDLE, 2L * ROWS);
    }

    /** What is done, and the table that is gone then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"DROP TABLE t|t", "RENAME TABLE t TO other|t", "DROP DATABASE `%s`|t", "DROP TABLE t, t2|t"})
    void endsWithATableThatIsGone(String statement, String table) throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (CapturedLog log = CapturedLog.begin();
                RunningPipeline running = start(copied, StartFrom.now())) {
            awaitStream(running);
            RunningSnapshot snapshot = running.snapshot(database.table(table));
            copied.awaitMiddle();
            database.server().execute(qualified(statement));
            copied.goOn();

            assertThat(snapshot.await(LIMIT)).isTrue();
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.DONE);
            assertThat(log.text())
                    .containsOnlyOnce("Pipeline 'changes': table " + database.table(table)
                            + " is not there any more; its snapshot ends");
        }
        assertThat(copied.size(table)).isZero();
    }

    private String qualified(String statement) {
        return statement.contains("%s")
                ? statement.replace("%s", database.name())
                : statement.replaceAll("\\b(t2?|other)\\b", "`" + database.name() + "`.$1");
    }

    @Test
    void endsAnInitialSnapshotOfATableThatIsDroppedInTheMiddleAndCopiesTheOthers() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(copied, StartFrom.snapshot())) {
            copied.awaitMiddle();
            database.execute("DROP TABLE t");
            copied.goOn();

            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.size("t")).isZero();
        assertThat(copied.differences(database, "t2", "id")).isEmpty();
    }

    @Test
    void failsWithAChosenColumnThatIsGoneWhileThePipelineGoesOn() throws Exception {
        CopiedTables copied = new CopiedTables(MIDDLE);
        try (RunningPipeline running = start(copied, StartFrom.now())) {
            awaitStream(running);
            RunningSnapshot snapshot =
                    running.snapshot(SnapshotTable.of(database.table("t")).columns("b"));
            copied.awaitMiddle();
            database.execute("ALTER TABLE t RENAME COLUMN b TO c");
            copied.goOn();

            assertThatThrownBy(() -> snapshot.await(LIMIT))
                    .isInstanceOf(PipelineException.class)
                    .rootCause()
                    .hasMessage("Table " + database.table("t") + " has no column 'b'; its columns are [id, a, c]");
            assertThat(snapshot.progress().state()).isEqualTo(SnapshotProgress.State.FAILED);
            database.execute("INSERT INTO t2 VALUES (1, 'new', 1)");
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        }
        assertThat(copied.size("t2")).isEqualTo(1);
    }
}
