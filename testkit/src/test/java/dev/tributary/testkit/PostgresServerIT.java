package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithPostgres(own = true)
class PostgresServerIT {
    private final PostgresServer server;
    private final PostgresDatabase database;

    PostgresServerIT(PostgresServer server, PostgresDatabase database) {
        this.server = server;
        this.database = database;
    }

    @Test
    void givesTheClassADatabaseOfItsOwnInUtf8() {
        assertThat(database.name()).startsWith("postgresserverit_");
        assertThat(database.query("SELECT current_database(), current_setting('server_encoding')"))
                .containsExactly(List.of(database.name(), "UTF8"));
    }

    @Test
    void keepsWhatWasCommittedWhenItIsKilledAmidWork() throws SQLException {
        database.execute("CREATE TABLE survivors (id INT PRIMARY KEY)", "INSERT INTO survivors VALUES (7)");
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO survivors VALUES (8)");

            server.kill();
            server.startAgain();

            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThat(database.query("SELECT * FROM survivors")).containsExactly(List.of(7));
    }

    @Test
    void stopsThoughAClientIsConnectedAndStartsAgainOnTheSamePort() throws SQLException {
        int port = server.port();
        try (Connection connection = database.connection()) {
            server.restart();

            assertThat(connection.isValid(5)).isFalse();
        }
        assertThat(server.port()).isEqualTo(port);
        assertThat(database.query("SELECT 1")).containsExactly(List.of(1));
    }

    @Test
    void answersNobodyWhileItIsPaused() throws Exception {
        String impatient = database.jdbcUrl() + "?socketTimeout=1";
        try (Connection connection = DriverManager.getConnection(impatient, server.rootUser(), server.rootPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            server.pause();

            assertThatThrownBy(() -> statement.execute("SELECT 2"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        } finally {
            server.unpause();
        }
        assertThat(database.query("SELECT 3")).containsExactly(List.of(3));
    }

    @Test
    void takesSettingsOfItsOwnAndRefusesThoseOfTheTestkit() {
        try (PostgresServer other =
                PostgresServer.builder().option("max_connections", "7").start()) {
            assertThat(other.query("SHOW max_connections")).containsExactly(List.of("7"));
            assertThat(other.port()).isNotEqualTo(server.port());
        }
        assertThatThrownBy(() -> PostgresServer.builder().option("port", "1"))
                .hasMessage("The testkit makes the setting 'port' of PostgreSQL itself");
    }
}
