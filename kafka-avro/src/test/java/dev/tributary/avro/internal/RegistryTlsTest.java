package dev.tributary.avro.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tributary.ConfigurationException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS, with a certificate that no public authority has signed. */
@Timeout(60)
class RegistryTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] ANSWER = "{\"id\":17}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private HttpsServer https;

    @AfterEach
    void stop() {
        https.stop(0);
    }

    /** Starts a server that proves itself by a new certificate; returns what trusts that. */
    private SSLContext start(String certified) throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "san=" + certified,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        String.valueOf(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(showing(keys)));
        https.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
            exchange.close();
        });
        https.start();
        return trusting(keys);
    }

    private static SSLContext showing(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("registry", keys.getCertificate("mykey"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private RegistryClient client(SSLContext tls) {
        URI url = URI.create("https://127.0.0.1:" + https.getAddress().getPort());
        return new RegistryClient(List.of(url), RegistryLogin.none(), Duration.ofSeconds(10), tls);
    }

    @Test
    void trustsWhomItIsToldToTrust() throws Exception {
        SSLContext trusting = start("ip:127.0.0.1");

        assertThat(client(trusting).register("s", "\"int\"")).isEqualTo(17);
    }

    @Test
    void trustsNobodyElse() throws Exception {
        start("ip:127.0.0.1");

        assertThatThrownBy(() -> client(RegistryClient.defaultTls()).register("s", "\"int\""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("https://127.0.0.1:" + https.getAddress().getPort())
                .hasMessageContaining("is not trusted")
                .hasMessageContaining("SchemaRegistry.sslContext(...)");
    }

    @Test
    void trustsNoOtherHostWithTheCertificate() throws Exception {
        SSLContext trusting = start("dns:elsewhere");

        assertThatThrownBy(() -> client(trusting).register("s", "\"int\""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not trusted")
                .hasMessageContaining("127.0.0.1");
    }
}
