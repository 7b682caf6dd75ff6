package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariaDbReaderIT {

    private static MySqlServer server;

    private MySqlDatabase database;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder().version(MySqlVersion.MARIADB).fast().start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("MariaDbReaderIT");
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

    private static String serverPosition() {
        return Objects.toString(
                server.query("SELECT @@GLOBAL.gtid_binlog_pos").get(0).get(0));
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
            assertThat(reading.position().encode())
                    .startsWith("mariadb:1;server=1;gtids=" + serverPosition() + ";offset=");
        }
    }

    @Test
    void isWhereTheServerSaysThatItsBinlogEnds() throws Exception {
        try (Reading reading = begun()) {
            database.execute("INSERT INTO t VALUES (1), (2)", "CREATE TABLE more (id INT)", "INSERT INTO t VALUES (3)");

            reading.readToEnd();

            List<Object> status = server.query("SHOW MASTER STATUS").get(0);
            BinlogPosition position = (BinlogPosition) reading.position();
            assertThat(position.file() + ":" + position.offset()).isEqualTo(status.get(0) + ":" + status.get(1));
        }
    }
}
