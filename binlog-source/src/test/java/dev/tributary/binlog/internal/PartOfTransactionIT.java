package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.SourceException;
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
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction of some megabytes, of which only a part is delivered before reading ends. */
@ParameterizedClass
@EnumSource
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartOfTransactionIT {

    private static final int ROWS = 4000;

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;

    @BeforeEach
    void createTables() {
        server = Reading.server(version);
        database = server.newDatabase("PartOfTransactionIT");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, padding VARCHAR(2000))",
                "CREATE TABLE other (id INT PRIMARY KEY, padding VARCHAR(2000))",
                "CREATE TABLE n (n INT PRIMARY KEY)",
                "INSERT INTO n WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 1000) SELECT n FROM"
                        + " s",
                "INSERT INTO n SELECT n + 1000 FROM n",
                "INSERT INTO n SELECT n + 2000 FROM n");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings(String... tables) {
        String[] names = List.of(tables).stream()
                .map(table -> database.name() + "." + table)
                .toArray(String[]::new);
        return Reading.settings(server, new Start.Now(), names);
    }

    private void insert(String... before) {
        for (String statement : before) {
            database.execute(statement);
        }
        database.execute(
                "START TRANSACTION",
                "INSERT INTO other SELECT n, REPEAT('o', 2000) FROM n WHERE n <= 500",
                "INSERT INTO t SELECT n, REPEAT('t', 2000) FROM n",
                "INSERT INTO other SELECT n, REPEAT('o', 2000) FROM n WHERE n > 500 AND n < 1000",
                "COMMIT");
    }

    private static List<String> inserted(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(id -> "+" + id).toList();
    }

    /** Reads up to the first position within the transaction, and returns that. */
    private static BinlogPosition readAPart(Reading reading) throws InterruptedException {
        while (((BinlogPosition) reading.position()).part() == null) {
            reading.poll();
        }
        return BinlogPosition.decode(reading.position().encode());
    }

    private static int included(Reading reading, BinlogPosition position) {
        return (int) reading.recording.changes.stream()
                .filter(change -> position.includes(change.origin()))
                .count();
    }

    @Test
    void goesOnBehindThePartWhateverTablesAreCapturedThen() throws Exception {
        BinlogPosition saved;
        int delivered;
        try (Reading reading = Reading.open(settings("t")).begin()) {
            insert();
            saved = readAPart(reading);
            delivered = included(reading, saved);
            assertThat(delivered).isBetween(1, ROWS - 1);
            assertThat(reading.changes()).startsWith(inserted(1, delivered).toArray(String[]::new));
        }

        try (Reading reading = Reading.resume(settings("t"), saved)) {
            assertThat(reading.readToEnd().changes()).isEqualTo(inserted(delivered + 1, ROWS));
            assertThat(reading.recording.signals).containsSubsequence("advanced", "began", "INSERT", "committed");
            List<ChangeEvent> changes = reading.recording.changes;
            assertThat(changes.get(changes.size() - 1).origin().isLastOfTransaction())
                    .isTrue();
            assertThat(changes.subList(0, changes.size() - 1))
                    .noneMatch(change -> change.origin().isLastOfTransaction());
        }
        try (Reading reading = Reading.resume(settings("t", "other"), saved)) {
            reading.readToEnd();
            assertThat(reading.changes())
                    .startsWith(inserted(delivered + 1, ROWS).toArray(String[]::new));
            assertThat(reading.recording.changes).hasSize(ROWS - delivered + 499);
        }
    }

    @Test
    void deliversEachRowOnceOverALostConnection() throws Exception {
        try (Reading reading = Reading.open(settings("t")).begin()) {
            insert();
            readAPart(reading);

            server.kill();
            server.startAgain();
            database.execute("INSERT INTO n VALUES (0)"); // or all may have been received before
            reading.readToEnd();

            assertThat(reading.changes()).isEqualTo(inserted(1, ROWS));
            assertThat(reading.recording.reconnects).isNotEmpty();
            assertThat(reading.recording.signals).containsOnlyOnce("began", "committed");
        }
    }

    @Test
    void countsTheEventsOfACompressedTransaction() throws Exception {
        BinlogPosition saved;
        int delivered;
        try (Reading reading = Reading.open(settings("t")).begin()) {
            if (version == MySqlVersion.MARIADB) {
                server.execute("SET GLOBAL log_bin_compress = ON");
                insert();
                server.execute("SET GLOBAL log_bin_compress = OFF");
            } else {
                server.execute("SET GLOBAL binlog_transaction_compression = ON");
                insert();
                server.execute("SET GLOBAL binlog_transaction_compression = OFF");
            }
            saved = readAPart(reading);
            delivered = included(reading, saved);
        }
        try (Reading reading = Reading.resume(settings("t"), saved)) {
            assertThat(reading.readToEnd().changes()).isEqualTo(inserted(delivered + 1, ROWS));
        }
    }

    @Test
    void deliversATransactionOnceMoreThatIsAnotherOneNow() throws Exception {
        BinlogPosition other = anotherPart();

        try (Reading reading = Reading.resume(settings("t"), other)) {
            assertThat(reading.readToEnd().changes()).isEqualTo(inserted(1, ROWS));
        }
    }

    @Test
    void stopsUnderExactlyOnceWhenATransactionIsAnotherOneNow() throws Exception {
        BinlogPosition other = anotherPart();

        try (Reading reading = Reading.resume(settings("t"), other)) {
            reading.recording.exactlyOnce = true;
            assertThatThrownBy(reading::readToEnd)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("The position is behind ")
                    .hasMessageContaining("but the last of these is another one now")
                    .hasMessageContaining("deliver it twice, which exactly-once forbids");
        }
    }

    /** A position whose hash is that of another event. */
    private BinlogPosition anotherPart() throws InterruptedException {
        try (Reading reading = Reading.open(settings("t")).begin()) {
            insert();
            BinlogPosition saved = readAPart(reading);
            PartRead part = Objects.requireNonNull(saved.part());
            return saved.withPart(new PartRead(part.gtid(), part.file(), part.begin(), part.events(), part.hash() + 1));
        }
    }

    @Test
    void givesTheStatementBehindTheRows() throws Exception {
        try (Reading reading = Reading.open(settings("t")).begin()) {
            database.execute(
                    version == MySqlVersion.MARIADB
                            ? "SET SESSION binlog_annotate_row_events = ON"
                            : "SET SESSION binlog_rows_query_log_events = ON",
                    "INSERT INTO t VALUES (1, 'one')",
                    "UPDATE t SET padding = 'two'");

            reading.readToEnd();

            assertThat(reading.recording.changes)
                    .extracting(change -> change.origin().event().statement().orElse(""))
                    .containsExactly("INSERT INTO t VALUES (1, 'one')", "UPDATE t SET padding = 'two'");
        }
    }
}
