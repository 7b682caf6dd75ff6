package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways in which servers ask for a password. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuthenticationIT {

    private static List<String> errors(MySqlServer server, String user, String password, SslMode mode) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials(user, password)
                .tables("mysql.user")
                .sslMode(mode)
                .build()
                .preflight()
                .findings(PreflightReport.Severity.ERROR)
                .stream()
                .map(Finding::toString)
                .toList();
    }

    @Test
    void logsInByBothMethodsOfMySql() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            for (String method : List.of("caching_sha2_password", "mysql_native_password")) {
                server.execute(
                        "CREATE USER '" + method + "'@'%' IDENTIFIED WITH " + method + " BY 'pass ä'",
                        "GRANT ALL ON *.* TO '" + method + "'@'%'");
                for (SslMode mode : List.of(SslMode.DISABLED, SslMode.REQUIRED)) {
                    assertThat(errors(server, method, "pass ä", mode))
                            .as("%s %s", method, mode)
                            .isEmpty();
                    assertThat(errors(server, method, "wrong", mode))
                            .singleElement()
                            .asString()
                            .contains("Access denied");
                }
            }
        }
    }

    @Test
    void namesAMethodThatItDoesNotKnow() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute("CREATE USER 'old'@'%' IDENTIFIED WITH sha256_password BY 'secret'");

            assertThat(errors(server, "old", "secret", SslMode.PREFERRED))
                    .singleElement()
                    .asString()
                    .startsWith("Cannot log in to " + server.host() + ":" + server.port() + " as 'old': unsupported"
                            + " authentication method: sha256_password; caching_sha2_password, mysql_native_password and, under"
                            + " TLS, mysql_clear_password are known");
        }
    }
}
