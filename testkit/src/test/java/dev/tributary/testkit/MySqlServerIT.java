package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MySqlServerIT {
    private static MySqlServer server;
    private static MySqlDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.start(version);
        database = server.newDatabase("MySqlServerIT");
        database.execute(
                "CREATE TABLE words (id INT PRIMARY KEY, word VARCHAR(100))", "INSERT INTO words VALUES (1, 'one')");
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @Parameter
    private MySqlVersion version;

    @Test
    void isOfTheGenerationThatWasAskedFor() {
        String expected = version == MySqlVersion.V9 ? "9." : "8.0.";

        assertThat(server.query("SELECT VERSION()").get(0).get(0)).asString().startsWith(expected);
    }

    @Test
    void writesTheBinlogAsChangeCaptureNeedsIt() {
        assertThat(server.query(
                        "SELECT @@log_bin, @@binlog_format, @@binlog_row_image, @@binlog_row_metadata, @@gtid_mode"))
                .containsExactly(List.of(1L, "ROW", "FULL", "FULL", "ON"));
    }

    @Test
    void keepsDataAndPortOverARestart() {
        int port = server.port();

        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(database.query("SELECT * FROM words")).containsExactly(List.of(1, "one"));
    }

    @Test
    void keepsWhatWasCommittedWhenItIsKilled() {
        database.execute("CREATE TABLE survivors (id INT PRIMARY KEY)", "INSERT INTO survivors VALUES (7)");

        server.kill();
        assertThatThrownBy(server::connection)
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("Cannot connect to jdbc:mysql://127.0.0.1:" + server.port());
        server.startAgain();

        assertThat(database.query("SELECT * FROM survivors")).containsExactly(List.of(7));
    }

    @Test
    void doesNotAnswerWhileItIsPaused() throws Exception {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 300);
            server.pause();
            try {
                assertThatThrownBy(() -> statement.execute("SELECT 1"))
                        .hasMessageContaining("ommunications link failure");
            } finally {
                server.unpause();
            }
        }

        assertThat(database.count("words")).isEqualTo(1);
    }

    @Test
    void createsAUserThatMayReplicate() {
        MySqlServer.Credentials user = server.createReplicationUser("capture", "it's secret");

        assertThat(user).hasToString("capture:***");
        assertThat(server.query("SHOW GRANTS FOR capture"))
                .containsExactly(
                        List.of("GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `capture`@`%`"));
    }

    @Test
    void namesTheStatementThatFailed() {
        assertThatThrownBy(() -> database.execute("INSERT INTO nowhere VALUES (1)"))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("Statement failed: INSERT INTO nowhere VALUES (1)\n")
                .hasMessageContaining("nowhere' doesn't exist");
    }

    @Test
    void refusesToStartWhatIsRunning() {
        assertThatThrownBy(server::startAgain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is running already");
    }
}
