package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.SourceException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BinlogReaderIT {

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;

    @BeforeEach
    void createTables() {
        server = Reading.server(version);
        database = server.newDatabase("BinlogReaderIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(Start start) {
        return Reading.settings(server, start, database.name() + ".t");
    }

    private Reading begun() throws InterruptedException {
        return Reading.open(settings(new Start.Now())).begin();
    }

    private GtidSet executed() {
        return GtidSet.parse(Objects.toString(
                server.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0)));
    }

    @Test
    void deliversTransactionsWithTheirMarksAndPositions() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "INSERT INTO t VALUES (1), (2)",
                    "UPDATE t SET id = 3 WHERE id = 1",
                    "START TRANSACTION",
                    "DELETE FROM t WHERE id = 2",
                    "INSERT INTO other VALUES (1)",
                    "INSERT INTO t VALUES (4)",
                    "COMMIT");

            reading.readToEnd();

            assertThat(reading.changes()).containsExactly("+1", "+2", "1>3", "-2", "+4");
            assertThat(reading.recording.signals)
                    .containsExactly(
                            "advanced",
                            "began",
                            "INSERT",
                            "INSERT",
                            "committed",
                            "advanced",
                            "began",
                            "UPDATE",
                            "committed",
                            "advanced",
                            "began",
                            "DELETE",
                            "INSERT",
                            "committed",
                            "advanced");
        }
    }

    @Test
    void tellsWhereEachChangeCameFrom() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1), (2)");

            reading.readToEnd();

            var first = reading.recording.changes.get(0).origin();
            var second = reading.recording.changes.get(1).origin();
            assertThat(first.row()).isZero();
            assertThat(second.row()).isEqualTo(1);
            assertThat(first.event()).isSameAs(second.event());
            assertThat(first.isLastOfTransaction()).isFalse();
            assertThat(second.isLastOfTransaction()).isTrue();
            assertThat(first.transaction()).isSameAs(second.transaction());
            assertThat(first.position()).isGreaterThan(first.transaction().position());
            assertThat(first.transaction().serverId()).isEqualTo(1);
            assertThat(GtidSet.parse(first.transaction().gtid().orElseThrow()).size())
                    .isEqualTo(1);
            assertThat(first.time())
                    .isBetween(
                            java.time.Instant.now().minusSeconds(600),
                            java.time.Instant.now().plusSeconds(600));
            assertThat(reading.position().includes(first)).isTrue();
        }
    }

    @Test
    void tellsHowManyBytesLieBehindIt() throws Exception {
        try (Reading reading = begun()) {
            while (reading.reader.bytesBehind().orElse(1) > 0) { // until a heartbeat tells that nothing is left
                reading.poll();
            }
        }
        Position saved;
        try (Reading reading = begun()) {
            saved = reading.readToEnd().position();
        }
        database.execute(
                "CREATE TABLE long_ones (id INT PRIMARY KEY, v LONGTEXT)",
                "INSERT INTO long_ones VALUES (1, REPEAT('a', 3000000))",
                "FLUSH BINARY LOGS",
                "INSERT INTO long_ones VALUES (2, REPEAT('b', 2000000))");

        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            reading.poll();
            while (reading.reader.bytesBehind().isEmpty()) {
                Thread.onSpinWait(); // reads nothing more meanwhile
            }
            assertThat(reading.reader.bytesBehind().getAsLong()).isBetween(1_900_000L, 6_000_000L);
            assertThat(reading.readToEnd().reader.bytesBehind()).hasValue(0);
        }
    }

    @Test
    void movesOnWithChangesOfOtherTables() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO other VALUES (1)", "INSERT INTO other VALUES (2)");

            reading.readToEnd();

            assertThat(reading.changes()).isEmpty();
            assertThat(((BinlogPosition) reading.position()).gtids()).isEqualTo(executed());
        }
    }

    @Test
    void tellsOfChangesOfTables() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "INSERT INTO t VALUES (1)",
                    "TRUNCATE TABLE t",
                    "ALTER TABLE t COMMENT 'x'",
                    "TRUNCATE TABLE other",
                    "RENAME TABLE t TO u",
                    "CREATE TABLE t SELECT 7 AS id",
                    "DROP TABLE t");

            reading.readToEnd();

            TableId table = new TableId(database.name(), "t");
            assertThat(reading.recording.tableChanges).hasSize(5);
            assertThat(reading.recording.tableChanges.get(0)).isInstanceOf(TableChange.Truncated.class);
            assertThat(reading.recording.tableChanges.get(1)).isInstanceOf(TableChange.Altered.class);
            assertThat(reading.recording.tableChanges.get(2))
                    .isInstanceOfSatisfying(
                            TableChange.Renamed.class,
                            renamed -> assertThat(renamed.to()).isEqualTo(new TableId(database.name(), "u")));
            assertThat(reading.recording.tableChanges.get(3)).isInstanceOf(TableChange.Altered.class);
            assertThat(reading.recording.tableChanges.get(4)).isInstanceOf(TableChange.Dropped.class);
            assertThat(reading.recording.tableChanges)
                    .allSatisfy(change -> assertThat(change.table()).isEqualTo(table));
            assertThat(reading.recording.tableChanges.get(0).statement()).isEqualTo("TRUNCATE TABLE t");
            assertThat(reading.changes()).containsExactly("+1", "+7");
            assertThat(reading.recording.signals)
                    .containsSubsequence("INSERT", "Truncated", "Altered", "Renamed", "Altered", "INSERT", "Dropped");
        }
    }

    @Test
    void unpacksCompressedTransactions() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "SET SESSION binlog_transaction_compression = ON",
                    "INSERT INTO t VALUES " + values(1, 5000),
                    "DELETE FROM t WHERE id > 1");

            reading.readToEnd();

            assertThat(reading.changes()).hasSize(9999).startsWith("+1", "+2").endsWith("-5000");
        }
    }

    private static String values(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(id -> "(" + id + ")")
                .collect(java.util.stream.Collectors.joining(","));
    }

    @Test
    void readsTheColumnsOfTheCatalogueWhereTheBinlogDoesNotNameThem() throws Exception {
        server.execute(
                "SET GLOBAL binlog_row_metadata = 'MINIMAL'",
                "GRANT SELECT ON `" + database.name() + "`.* TO '" + Reading.USER + "'@'%'");
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1)", "ALTER TABLE other ADD COLUMN c INT");

            assertThat(reading.readToEnd().changes()).containsExactly("+1");
            assertThat(reading.recording.changes.get(0).schema().hasKey()).isTrue();

            database.execute("ALTER TABLE t ADD COLUMN v VARCHAR(10)", "INSERT INTO t VALUES (2, 'two')");
            reading.readToEnd();

            assertThat(reading.recording.changes.get(1).row().getString("v")).isEqualTo("two");

            database.execute("INSERT INTO t VALUES (3, 'three')", "ALTER TABLE t ADD COLUMN w INT");
            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3");

            database.execute("INSERT INTO t VALUES (4, 'four', 4)", "ALTER TABLE t RENAME COLUMN w TO x");
            assertThatThrownBy(reading::readToEnd)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("ALTER TABLE t RENAME COLUMN w TO x")
                    .hasMessageContaining("SET PERSIST binlog_row_metadata = 'FULL'");
        } finally {
            server.execute("SET GLOBAL binlog_row_metadata = 'FULL'");
        }
    }

    @Test
    void leavesOutWhatWasRolledBackToASavepoint() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "START TRANSACTION",
                    "INSERT INTO t VALUES (1)",
                    "SAVEPOINT s",
                    "INSERT INTO t VALUES (2)",
                    "ROLLBACK TO s",
                    "INSERT INTO t VALUES (3)",
                    "COMMIT");

            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+3");
        }
    }

    @Test
    void stopsAtAChangeThatIsLoggedAsAStatement() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "INSERT INTO t VALUES (1)",
                    "SET SESSION binlog_format = 'STATEMENT'",
                    "INSERT INTO t VALUES (2)",
                    "SET SESSION binlog_format = 'ROW'");

            assertThatThrownBy(reading::readToEnd)
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("logged as a statement")
                    .hasMessageContaining("INSERT INTO t VALUES (2)")
                    .hasMessageContaining("binlog.0")
                    .hasMessageContaining("binlog_format=ROW");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MINIMAL", "NOBLOB"})
    void deliversKeysOfPartialImages(String image) throws Exception {
        database.execute(
                "CREATE TABLE partial (id INT PRIMARY KEY, a INT DEFAULT 7, b TEXT, c INT)",
                "CREATE TABLE keyless (id INT, a INT, c INT)");
        server.execute("SET GLOBAL binlog_row_image = '" + image + "'");
        try (Reading reading = Reading.open(Reading.settings(
                        server, new Start.Now(), database.name() + ".partial", database.name() + ".keyless"))
                .begin()) {
            database.execute(
                    "INSERT INTO partial (id, b, c) VALUES (1, 'x', 5)",
                    "UPDATE partial SET c = 6 WHERE id = 1",
                    "UPDATE partial SET id = 2 WHERE id = 1",
                    "DELETE FROM partial WHERE id = 2",
                    "INSERT INTO keyless VALUES (1, 2, 3)",
                    "UPDATE keyless SET c = 4",
                    "DELETE FROM keyless");

            reading.readToEnd();

            List<ChangeEvent> changes = reading.recording.changes;
            assertThat(changes.subList(0, 4))
                    .extracting(change -> change.key().row().getInt("id"))
                    .containsExactly(1, 1, 2, 2);
            assertThat(changes.get(1).row().getInt("c")).isEqualTo(6);
            assertThat(changes.get(1).row().has("b")).isFalse();
            assertThat(changes.get(1).before().orElseThrow().has("b")).isFalse();
            // Where there is no key, the server logs all columns, so that the row can be found.
            assertThat(changes.get(5).before().orElseThrow().getInt("a")).isEqualTo(2);
            assertThat(changes.get(6).row().getInt("c")).isEqualTo(4);
            assertThat(changes.get(6).row().has("id")).isTrue();
            // What an insert leaves to a default is absent, or the default, but never NULL.
            assertThat(changes.get(0).row().isNull("a")).isFalse();
        } finally {
            server.execute("SET GLOBAL binlog_row_image = 'FULL'");
        }
    }
}
