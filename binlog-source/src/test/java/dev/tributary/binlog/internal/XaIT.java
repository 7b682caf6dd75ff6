package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.DecodeException;
import dev.tributary.SourceException;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class XaIT {

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;

    @BeforeEach
    void createTables() {
        server = Reading.server(version);
        database = server.newDatabase("XaIT");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "CREATE TABLE other (id INT PRIMARY KEY)",
                "CREATE TABLE wide (id INT PRIMARY KEY, padding VARCHAR(4000))");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(Start start) {
        return Reading.settings(server, start, database.name() + ".t", database.name() + ".wide");
    }

    private Reading begun() throws InterruptedException {
        return Reading.open(settings(new Start.Now())).begin();
    }

    private void prepare(String id, String... statements) {
        String[] all = new String[statements.length + 3];
        all[0] = "XA START " + id;
        System.arraycopy(statements, 0, all, 1, statements.length);
        all[statements.length + 1] = "XA END " + id;
        all[statements.length + 2] = "XA PREPARE " + id;
        database.execute(all);
    }

    @Test
    void deliversRowsWhenTheyAreCommittedAndNotWhenTheyArePrepared() throws Exception {
        try (Reading reading = begun()) {
            prepare("'late','b',7", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
            prepare("'never'", "INSERT INTO t VALUES (3)");
            database.execute("INSERT INTO t VALUES (4)");

            assertThat(reading.readToEnd().changes()).containsExactly("+4");
            assertThat(reading.position())
                    .asString()
                    .contains("2 prepared, the oldest: XA transaction X'6c617465',X'62',7");

            database.execute("XA ROLLBACK 'never'", "XA COMMIT 'late','b',7", "INSERT INTO t VALUES (5)");

            assertThat(reading.readToEnd().changes()).containsExactly("+4", "+1", "+2", "+5");
            assertThat(reading.recording.signals)
                    .endsWith(
                            "began",
                            "INSERT",
                            "INSERT",
                            "committed",
                            "advanced",
                            "began",
                            "INSERT",
                            "committed",
                            "advanced");
            assertThat(reading.position()).asString().doesNotContain("prepared");
        }
    }

    @Test
    void deliversRowsOfOnePhaseAtOnce() throws Exception {
        try (Reading reading = begun()) {
            database.execute(
                    "XA START 'one'",
                    "INSERT INTO t VALUES (1), (2)",
                    "XA END 'one'",
                    "XA COMMIT 'one' ONE PHASE",
                    "INSERT INTO t VALUES (3)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2", "+3");
        }
    }

    @Test
    void remembersWhatIsPreparedOverARestartOfReaderAndServer() throws Exception {
        Position saved;
        try (Reading reading = begun()) {
            prepare("'x'", "INSERT INTO t VALUES (1)");
            saved = reading.readToEnd().position();
            assertThat(reading.changes()).isEmpty();
        }
        server.kill();
        server.startAgain();
        database.execute("FLUSH BINARY LOGS", "XA COMMIT 'x'");

        try (Reading reading = Reading.resume(settings(new Start.Now()), BinlogPosition.decode(saved.encode()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+1");
        }
    }

    @Test
    void findsRowsThatWerePreparedBeforeItBegan() throws Exception {
        prepare("'before'", "INSERT INTO t VALUES (1)");
        database.execute("FLUSH BINARY LOGS");
        try (Reading reading = begun()) {
            database.execute("XA COMMIT 'before'");

            assertThat(reading.readToEnd().changes()).containsExactly("+1");
        }
    }

    @Test
    void passesByWhatChangesOtherTablesOnly() throws Exception {
        try (Reading reading = begun()) {
            prepare("'other'", "INSERT INTO other VALUES (1)");
            database.execute("XA COMMIT 'other'");

            reading.readToEnd();

            assertThat(reading.recording.signals).containsOnly("advanced");
        }
    }

    @Test
    void goesOnInTheMiddleOfALargeOne() throws Exception {
        prepare(
                "'large'",
                "INSERT INTO wide SELECT n, REPEAT('x', 4000) FROM (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL"
                        + " SELECT n + 1 FROM s WHERE n < 1000) SELECT n FROM s) AS numbers");
        Position saved;
        int delivered;
        try (Reading reading = begun()) {
            database.execute("XA COMMIT 'large'");
            while (((BinlogPosition) reading.position()).part() == null) {
                reading.poll();
            }
            saved = reading.position();
            delivered = (int) reading.recording.changes.stream()
                    .filter(change -> saved.includes(change.origin()))
                    .count();
            assertThat(delivered).isBetween(1, 999);
        }

        try (Reading reading = Reading.resume(settings(new Start.Now()), BinlogPosition.decode(saved.encode()))) {
            reading.readToEnd();
            assertThat(reading.recording.changes).hasSize(1000 - delivered);
            assertThat(reading.changes()).startsWith("+" + (delivered + 1)).endsWith("+1000");
        }
    }

    @Test
    void saysThatPreparedRowsAreNoLongerInTheBinlog() throws Exception {
        prepare("'gone'", "INSERT INTO t VALUES (1)");
        Position saved;
        try (Reading reading = Reading.open(settings(new Start.Earliest()))) {
            saved = reading.readToEnd().position();
        }
        Reading.purge(server, version);
        try (Reading reading = Reading.resume(settings(new Start.Now()), saved)) {
            assertThatThrownBy(reading::poll)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining(
                            "no longer holds the rows of the XA transaction X'676f6e65',X'',1 (prepared at ")
                    .hasMessageContaining("raise binlog_expire_logs_seconds");
        }
        try (Reading reading = begun()) {
            database.execute("XA COMMIT 'gone'");

            assertThatThrownBy(reading::readToEnd)
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining(
                            "the XA transaction X'676f6e65',X'',1 was committed, and the server's binlog no"
                                    + " longer holds the rows that it prepared");
        }
    }
}
