package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Secret;
import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.testkit.MySqlServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with the certificates that a MySQL server makes for itself. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsIT {

    private static final String PASSWORD = "s3cret";

    private static MySqlServer server;
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder().fast().start();
        server.createReplicationUser("tributary", PASSWORD);
        server.createReplicationUser("certified", PASSWORD);
        server.execute(
                "ALTER USER 'certified'@'%' REQUIRE X509",
                "CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)");
        data = Path.of(Objects.toString(server.query("SELECT @@datadir").get(0).get(0)));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static MySqlSource.Builder source(String user, SslMode mode) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials(user, PASSWORD)
                .tables("shop.orders")
                .sslMode(mode);
    }

    private static List<String> errors(MySqlSource.Builder source) {
        return source.build().preflight().findings(PreflightReport.Severity.ERROR).stream()
                .map(Finding::toString)
                .toList();
    }

    @Test
    void trustsTheAuthorityOfTheServer() {
        assertThat(errors(source("tributary", SslMode.VERIFY_CA).trustCertificates(data.resolve("ca.pem"))))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    void refusesAnAuthorityThatIsNotTrustedAndNamesBothRemedies(SslMode mode) {
        assertThat(errors(source("tributary", mode)))
                .singleElement()
                .asString()
                .startsWith(
                        "TLS with the server at " + server.host() + ":" + server.port() + " failed in SSL mode " + mode)
                .contains("trustCertificates with its file, ca.pem in the server's data folder")
                .endsWith("Or accept any server, whoever it is, by SslMode.REQUIRED");
    }

    @Test
    void refusesACertificateThatNamesAnotherHost() {
        assertThat(errors(source("tributary", SslMode.VERIFY_IDENTITY).trustCertificates(data.resolve("ca.pem"))))
                .singleElement()
                .asString()
                .startsWith("TLS with the server at ")
                .contains("such a certificate names no host: with SslMode.VERIFY_CA");
    }

    @Test
    void showsACertificateToAServerThatWantsOne() {
        MySqlSource.Builder source = source("certified", SslMode.VERIFY_CA).trustCertificates(data.resolve("ca.pem"));

        assertThat(errors(source))
                .singleElement()
                .asString()
                .contains("Access denied for user 'certified'")
                .endsWith("whether it requires TLS or a client certificate");
        assertThat(errors(source.clientCertificate(data.resolve("client-cert.pem"), data.resolve("client-key.pem"))))
                .isEmpty();
    }

    @Test
    void takesCertificateAndKeyFromAKeyStore() throws Exception {
        Path store = folder.resolve("client.p12");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "pkcs12",
                        "-export",
                        "-in",
                        data.resolve("client-cert.pem").toString(),
                        "-inkey",
                        data.resolve("client-key.pem").toString(),
                        "-out",
                        store.toString(),
                        "-passout",
                        "pass:secret")
                .inheritIO()
                .start();
        assertThat(openssl.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }

        assertThat(errors(source("certified", SslMode.REQUIRED).keyStore(keys, Secret.of("secret"))))
                .isEmpty();
    }

    @Test
    void namesFilesThatHoldSomethingElse() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
        MySqlSource.Builder source = MySqlSource.builder();

        assertThatThrownBy(() -> source.trustCertificates(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The file " + empty + " holds no certificate in PEM form");
        assertThatThrownBy(() -> source.clientCertificate(data.resolve("client-cert.pem"), old))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in " + old);
        assertThatThrownBy(() -> source.trustCertificates(folder.resolve("missing.pem")))
                .hasMessageContaining("missing.pem cannot be read");
    }
}
