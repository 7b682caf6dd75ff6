package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.TableChange;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What statements of every kind are to a reader of row changes. The table {@code t} is captured, others are not. */
@ParameterizedClass
@EnumSource
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatementsIT {

    /** Shown in the tests' names. */
    @Parameter
    MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;

    @BeforeEach
    void createTables() {
        server = Reading.server(version);
        database = server.newDatabase("StatementsIT");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE other (id INT PRIMARY KEY, a INT)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    /** Runs statements, and returns changes and signals of tables, in their order. */
    private List<String> read(String... statements) throws InterruptedException {
        return read(List.of("t"), statements);
    }

    private List<String> read(List<String> tables, String... statements) throws InterruptedException {
        String[] captured =
                tables.stream().map(table -> database.name() + "." + table).toArray(String[]::new);
        try (Reading reading = Reading.open(Reading.settings(server, new Start.Now(), captured))
                .begin()) {
            database.execute(statements);
            reading.readToEnd();
            return seen(reading);
        }
    }

    private static List<String> seen(Reading reading) {
        List<String> seen = new ArrayList<>();
        int changes = 0;
        int tableChanges = 0;
        for (String signal : reading.recording.signals) {
            if (List.of("INSERT", "UPDATE", "DELETE").contains(signal)) {
                seen.add(text(reading.recording.changes.get(changes++)));
            } else if (!List.of("began", "committed", "advanced").contains(signal)) {
                seen.add(text(reading.recording.tableChanges.get(tableChanges++)));
            }
        }
        return seen;
    }

    private static String text(ChangeEvent change) {
        return change.operation().code() + change.row().getText("id");
    }

    private static String text(TableChange change) {
        String to = change instanceof TableChange.Renamed renamed
                ? " to " + renamed.to().name()
                : "";
        return change.getClass().getSimpleName() + " " + change.table().name() + to;
    }

    @Test
    void rowsOfMultiTableUpdatesAndDeletes() throws Exception {
        assertThat(read(
                        "INSERT INTO t VALUES (1, 1), (2, 2)",
                        "INSERT INTO other VALUES (1, 1), (3, 3)",
                        "UPDATE t JOIN other USING (id) SET t.a = 10, other.a = 10",
                        "DELETE t, other FROM t JOIN other USING (id)"))
                .containsExactly("c1", "c2", "u1", "d1");
    }

    @Test
    void rowsThatTriggersChange() throws Exception {
        assertThat(read(
                        "CREATE TRIGGER follows AFTER INSERT ON other FOR EACH ROW INSERT INTO t VALUES (NEW.id, NEW.a)",
                        "INSERT INTO other VALUES (1, 1), (2, 2)",
                        "DROP TRIGGER follows"))
                .containsExactly("c1", "c2");
    }

    @Test
    void rowsOfReplaceAndOfUpserts() throws Exception {
        assertThat(read(
                        "INSERT INTO t VALUES (1, 1)",
                        "REPLACE INTO t VALUES (1, 2), (2, 2)",
                        "INSERT INTO t VALUES (1, 3), (3, 3) ON DUPLICATE KEY UPDATE a = 9"))
                .endsWith("c2", "u1", "c3")
                .startsWith("c1");
    }

    @Test
    void rowsOfLoadedFiles(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rows");
        Files.writeString(file, "1\t10\n2\t20\n");

        assertThat(read("LOAD DATA INFILE '" + file + "' INTO TABLE t")).containsExactly("c1", "c2");
    }

    @Test
    void rowsOfRoutines() throws Exception {
        assertThat(read(
                        "CREATE PROCEDURE fill() BEGIN INSERT INTO t VALUES (1, 1); UPDATE t SET a = 2; END",
                        "CALL fill()",
                        "DROP PROCEDURE fill"))
                .containsExactly("c1", "u1");
    }

    @Test
    void rowsOfTablesThatSelectCreates() throws Exception {
        List<String> seen =
                read(List.of("made"), "INSERT INTO t VALUES (1, 1), (2, 2)", "CREATE TABLE made SELECT * FROM t");

        assertThat(seen).contains("Altered made", "c1", "c2");
    }

    @Test
    void rowsOfTablesMadeLikeOthers() throws Exception {
        assertThat(read(List.of("made"), "CREATE TABLE made LIKE t", "INSERT INTO made SELECT 7, 7"))
                .containsExactly("Altered made", "c7");
    }

    @Test
    void rowsOfTablesWithoutTransactions() throws Exception {
        assertThat(read(
                        "ALTER TABLE t ENGINE = MyISAM",
                        "INSERT INTO t VALUES (1, 1)",
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (2, 2)",
                        "COMMIT",
                        "UPDATE t SET a = 3 WHERE id = 2"))
                .containsExactly("Altered t", "c1", "c2", "u2");
    }

    @Test
    void rowsOfTemporaryTablesAreNone() throws Exception {
        assertThat(read(
                        "CREATE TEMPORARY TABLE temporary_one LIKE t",
                        "INSERT INTO temporary_one VALUES (1, 1)",
                        "INSERT INTO t SELECT * FROM temporary_one",
                        "DROP TEMPORARY TABLE temporary_one"))
                .containsExactly("c1");
    }

    @Test
    void whatIsRolledBackIsNeverSeen() throws Exception {
        assertThat(read(
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (1, 1)",
                        "ROLLBACK",
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (2, 2)",
                        "SAVEPOINT s",
                        "INSERT INTO t VALUES (3, 3)",
                        "ROLLBACK TO SAVEPOINT s",
                        "INSERT INTO t VALUES (4, 4)",
                        "RELEASE SAVEPOINT s",
                        "COMMIT"))
                .containsExactly("c2", "c4");
    }

    @Test
    void changesOfTablesAreToldInTheirPlace() throws Exception {
        assertThat(read(
                        "INSERT INTO t VALUES (1, 1)",
                        "TRUNCATE TABLE t",
                        "INSERT INTO t VALUES (2, 2)",
                        "RENAME TABLE t TO away",
                        "INSERT INTO away VALUES (3, 3)",
                        "RENAME TABLE away TO t",
                        "DROP TABLE t"))
                .containsExactly("c1", "Truncated t", "c2", "Renamed t to away", "Renamed away to t", "Dropped t");
    }

    @Test
    void aDroppedDatabaseDropsItsTables() throws Exception {
        String name = database.name() + "_gone";
        server.execute("CREATE DATABASE " + name);
        try (Reading reading = Reading.open(
                        Reading.settings(server, new Start.Now(), name + ".named", name + ".seen_.*"))
                .begin()) {
            server.execute(
                    "CREATE TABLE " + name + ".named (id INT PRIMARY KEY)",
                    "CREATE TABLE " + name + ".seen_one (id INT PRIMARY KEY)",
                    "INSERT INTO " + name + ".seen_one VALUES (1)",
                    "DROP DATABASE " + name);

            assertThat(seen(reading.readToEnd()))
                    .containsExactly("Altered named", "Altered seen_one", "c1", "Dropped named", "Dropped seen_one");
        }
    }

    @Test
    void partitionsThatMoveRowsUnseenAreTold() throws Exception {
        database.execute(
                "DROP TABLE t",
                "CREATE TABLE t (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10),"
                        + " PARTITION middle VALUES LESS THAN (20), PARTITION high VALUES LESS THAN MAXVALUE)");

        assertThat(read(
                        "INSERT INTO t VALUES (1, 1), (11, 11), (21, 21)",
                        "ALTER TABLE t EXCHANGE PARTITION low WITH TABLE other",
                        "ALTER TABLE t TRUNCATE PARTITION middle",
                        "ALTER TABLE t DROP PARTITION high"))
                .containsExactly("c1", "c11", "c21", "PartitionChanged t", "PartitionChanged t", "PartitionChanged t");
        assertThat(read(List.of("other"), "ALTER TABLE t EXCHANGE PARTITION low WITH TABLE other"))
                .containsExactly("PartitionChanged other");
        assertThat(read(List.of("other"), "ALTER TABLE other DISCARD TABLESPACE", "DROP TABLE other"))
                .containsExactly("PartitionChanged other", "Dropped other");
    }

    /** What a table becomes, and the names of the columns that rows have after that. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "ADD COLUMN b INT FIRST: b,id,a",
                "ADD COLUMN b INT: id,a,b",
                "DROP COLUMN a: id",
                "CHANGE a renamed BIGINT UNSIGNED: id,renamed",
                "MODIFY a INT FIRST: a,id",
                "MODIFY a VARCHAR(20): id,a",
                "CONVERT TO CHARACTER SET latin1: id,a",
                "DROP PRIMARY KEY, ADD PRIMARY KEY (a): id,a",
                "ADD COLUMN b INT, ALGORITHM=INSTANT: id,a,b",
                "ENGINE=InnoDB: id,a",
                "ADD INDEX (a): id,a",
            })
    void everyRowHasTheColumnsItWasWrittenWith(String alteration, String columns) throws Exception {
        try (Reading reading = Reading.open(Reading.settings(server, new Start.Now(), database.name() + ".t"))
                .begin()) {
            database.execute(
                    "INSERT INTO t VALUES (1, 1)",
                    "ALTER TABLE t " + alteration,
                    "UPDATE t SET id = 2",
                    "ALTER TABLE t COMMENT 'again'",
                    "DELETE FROM t");

            reading.readToEnd();

            List<ChangeEvent> changes = reading.recording.changes;
            assertThat(changes).extracting(StatementsIT::columns).containsExactly("id,a", columns, columns);
            assertThat(changes).extracting(seen -> seen.row().getText("id")).containsExactly("1", "2", "2");
            assertThat(seen(reading)).containsSubsequence("Altered t", "Altered t");
        }
    }

    private static String columns(ChangeEvent change) {
        return String.join(
                ",", change.schema().columns().stream().map(Column::name).toList());
    }

    @Test
    void onlineSchemaChangesSwapTheTableUnderItsName() throws Exception {
        try (Reading reading = Reading.open(Reading.settings(server, new Start.Now(), database.name() + ".t"))
                .begin()) {
            database.execute(
                    "INSERT INTO t VALUES (1, 1)",
                    "CREATE TABLE _t_new LIKE t",
                    "ALTER TABLE _t_new ADD COLUMN b INT DEFAULT 5",
                    "CREATE TRIGGER copying AFTER INSERT ON t FOR EACH ROW REPLACE INTO _t_new (id, a) VALUES (NEW.id, NEW.a)",
                    "INSERT INTO _t_new (id, a) SELECT id, a FROM t",
                    "INSERT INTO t VALUES (2, 2)",
                    "RENAME TABLE t TO _t_old, _t_new TO t",
                    "DROP TRIGGER copying",
                    "INSERT INTO t VALUES (3, 3, 3)",
                    "DROP TABLE _t_old");

            reading.readToEnd();

            assertThat(seen(reading)).containsExactly("c1", "c2", "Renamed t to _t_old", "Renamed _t_new to t", "c3");
            assertThat(reading.recording.changes)
                    .extracting(StatementsIT::columns)
                    .containsExactly("id,a", "id,a", "id,a,b");
        }
    }
}
