package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transactions, values and tables that are larger than the heap of the JVM that reads them, or nearly so. The profile {@code
 * faults} makes it ten million rows in 256 MiB.
 */
class BigTransactionIT {

    private static final boolean FULL = System.getProperty("tributary.faults") != null;
    private static final long ROWS = FULL ? 10_000_000 : 300_000;
    private static final long SNAPSHOT_ROWS = FULL ? 5_000_000 : 300_000;
    private static final int ROW_BYTES = FULL ? 20 : 250;
    private static final String HEAP = FULL ? "-Xmx256m" : "-Xmx64m";
    private static final Duration LIMIT = Duration.ofMinutes(FULL ? 20 : 3);
    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";

    private static MySqlServer server;

    private MySqlDatabase database;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder()
                .version(MySqlVersion.V9)
                .fast()
                .option("max-allowed-packet", "1G")
                .start();
        server.createReplicationUser(USER, PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void create() {
        database = server.newDatabase("BigTransactionIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)");
    }

    @AfterEach
    void drop() {
        database.close();
        server.execute("RESET BINARY LOGS AND GTIDS"); // gives the disk back
    }

    private String read(String heap, long rows, int maxEventBytes) throws IOException, InterruptedException {
        try (OwnJvm jvm = OwnJvm.start(
                List.of(heap, "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
                BigTransactionProgram.class,
                String.valueOf(server.port()),
                USER,
                PASSWORD,
                database.table("t"),
                String.valueOf(rows),
                String.valueOf(maxEventBytes))) {
            return jvm.output(LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void readsATransactionThatIsLargerThanTheHeap(String compression) throws Exception {
        database.execute("SET SESSION binlog_transaction_compression = " + compression, insert(ROW_BYTES, ROWS));

        String output = read(HEAP, ROWS, 64 << 20);

        System.out.println(ROWS + " rows in one transaction, compression " + compression + ", " + HEAP + ": " + output);
        assertThat(output).startsWith("rows=" + ROWS + " idSum=" + ROWS * (ROWS + 1) / 2 + " ");
    }

    @Test
    void copiesATableThatIsLargerThanTheHeap() throws Exception {
        database.execute("SET SESSION sql_log_bin = OFF", insert(250, SNAPSHOT_ROWS));
        try (OwnJvm jvm = OwnJvm.start(
                List.of(HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
                BigSnapshotProgram.class,
                String.valueOf(server.port()),
                USER,
                PASSWORD,
                database.table("t"))) {
            String output = jvm.output(LIMIT);

            System.out.println("a snapshot of " + SNAPSHOT_ROWS + " rows, " + HEAP + ": " + output);
            assertThat(output)
                    .startsWith("rows=" + SNAPSHOT_ROWS + " idSum=" + SNAPSHOT_ROWS * (SNAPSHOT_ROWS + 1) / 2 + ";");
        }
    }

    private static String insert(int rowBytes, long rows) {
        return "INSERT INTO t WITH digits AS (" + digits() + ") SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d"
                + " + 10000 * e.d + 100000 * f.d + 1000000 * g.d AS id, REPEAT('x', " + rowBytes + ")"
                + " FROM digits a, digits b, digits c, digits d, digits e, digits f, digits g HAVING id <= " + rows;
    }

    private static String digits() {
        return "SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9";
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void readsAValueOfFortyMebibytes(String compression) throws Exception {
        int length = 40 << 20;
        database.execute(
                "SET SESSION binlog_transaction_compression = " + compression,
                "INSERT INTO t VALUES (1, REPEAT('y', " + length + "))");
        CRC32 expected = new CRC32();
        expected.update("y".repeat(length).getBytes(StandardCharsets.US_ASCII));

        String output = read("-Xmx256m", 1, 256 << 20);

        assertThat(output).startsWith(String.format(Locale.ROOT, "rows=1 idSum=1 crc=%08x;", expected.getValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "ON"})
    void refusesAValueThatIsTooLargeBeforeItIsAllocated(String compression) throws Exception {
        int length = 100 << 20;
        database.execute(
                "SET SESSION binlog_transaction_compression = " + compression,
                "INSERT INTO t VALUES (1, REPEAT('z', " + length + "))");

        assertThat(read("-Xmx64m", 1, 16 << 20))
                .startsWith("failed: dev.tributary.SourceException: A WRITE_ROWS event of 1048576")
                .contains("more than the limit of 16777216; raise maxEventBytes if the heap has room");
    }
}
