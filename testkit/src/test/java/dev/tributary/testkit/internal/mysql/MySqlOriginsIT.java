package dev.tributary.testkit.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.internal.process.LocalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithMySql
class MySqlOriginsIT {
    private static final String VARIABLE = "TRIBUTARY_MYSQL_9_URL";

    private final MySqlServer server;

    MySqlOriginsIT(MySqlServer server) {
        this.server = server;
    }

    @Test
    void usesTheServerThatTheEnvironmentNames() {
        Optional<ProvidedMySql> found = external("mysql://root:sec%3Aret@127.0.0.1:" + server.port());

        assertThat(found).hasValueSatisfying(provided -> {
            assertThat(provided.server().port()).isEqualTo(server.port());
            assertThat(provided.user()).isEqualTo("root");
            assertThat(provided.password()).isEqualTo("sec:ret");
            assertThatThrownBy(provided.server()::kill)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("which the environment variable " + VARIABLE + " names");
        });
    }

    @Test
    void refusesAServerOfAnotherGeneration() {
        Map<String, String> environment =
                Map.of("TRIBUTARY_MYSQL_8_0_URL", "mysql://root:x@127.0.0.1:" + server.port());

        assertThatThrownBy(() -> ExternalMySql.find(MySqlVersion.V8_0, environment))
                .isInstanceOf(TestkitException.class)
                .hasMessageMatching("The server at 127\\.0\\.0\\.1:\\d+, which TRIBUTARY_MYSQL_8_0_URL names, "
                        + "is version 9\\..*, not MySQL 8\\.0");
    }

    @Test
    void saysWhatAnAddressMustLookLikeWithoutRepeatingThePassword() {
        assertThatThrownBy(() -> external("127.0.0.1:3306:secret"))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining(
                        "The environment variable " + VARIABLE + " must be like mysql://USER:PASSWORD@HOST:PORT")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void runsAnInstalledServer(@TempDir Path folder) throws Exception {
        // A script in the place of the program that a distribution installs.
        MySqlDistribution unpacked = UnpackedMySql.provide(MySqlVersion.V9);
        Path mysqld = folder.resolve("mysqld");
        Files.writeString(mysqld, """
                #!/bin/sh
                [ "$1" != --no-defaults ] || shift
                exec %s "$@"
                """.formatted(String.join(" ", unpacked.mysqld())));
        assertThat(mysqld.toFile().setExecutable(true)).isTrue();

        MySqlDistribution installed = PathMySql.provide(MySqlVersion.V9, mysqld);
        try (LocalServer local = LocalMySql.start(installed, new MySqlSpec(MySqlVersion.V9, Map.of()))) {
            assertThat(Greeting.read(local.host(), local.port())).startsWith("9.");
            assertThat(local.origin()).isEqualTo(mysqld.toString());
        }
    }

    @Test
    void showsTheLogOfAServerThatDoesNotStart() {
        assertThatThrownBy(() ->
                        MySqlServer.builder().option("no-such-option", "1").start())
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("MySQL 9 ended with exit status ")
                .hasMessageContaining("unknown variable 'no-such-option=1'");
    }

    @Test
    void initialisesItsOwnDataFolderForOptionsThatAreFixedThen() {
        try (MySqlServer other =
                MySqlServer.builder().option("lower_case_table_names", "1").start()) {
            assertThat(other.query("SELECT @@lower_case_table_names").get(0)).hasToString("[1]");
        }
    }

    private static Optional<ProvidedMySql> external(String address) {
        return ExternalMySql.find(MySqlVersion.V9, Map.of(VARIABLE, address));
    }
}
