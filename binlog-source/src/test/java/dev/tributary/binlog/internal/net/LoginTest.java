package dev.tributary.binlog.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Secret;
import dev.tributary.binlog.SslMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The login at somebody who speaks as a server does, and what he gets to see. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginTest {

    private static final String PASSWORD = "s3cret, and never sent";
    private static final int PROTOCOL = 10;
    private static final int LATIN1 = 8;
    private static final int AUTH_SWITCH = 0xfe;

    private final AtomicBoolean hasGreeted = new AtomicBoolean();

    @Test
    void doesNotSendThePasswordInClearTextOverAConnectionThatIsNotEncrypted() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> serve(listener));
            try (BinlogConnection connection = connection(listener, Secret.of(PASSWORD))) {
                assertThatThrownBy(connection::connect)
                        .isInstanceOfSatisfying(
                                BinlogFailure.class,
                                failure -> assertThat(failure.kind()).isEqualTo(BinlogFailure.Kind.TLS))
                        .hasMessage("The server at 127.0.0.1:" + listener.getLocalPort()
                                + " asks for the password in clear text (mysql_clear_password) on a connection that is not"
                                + " encrypted; use SslMode.VERIFY_IDENTITY, or give the account another authentication"
                                + " method");
            }
            assertThat(received.get()).contains("capture").doesNotContain(PASSWORD);
        }
    }

    @Test
    void asksForThePasswordWhenTheServerHasGreeted() throws Exception {
        AtomicBoolean hadGreeted = new AtomicBoolean();
        Secret password = Secret.from(() -> {
            hadGreeted.set(hasGreeted.get());
            return PASSWORD;
        });
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> serve(listener));
            try (BinlogConnection connection = connection(listener, password)) {
                assertThatThrownBy(connection::connect).isInstanceOf(BinlogFailure.class);
            }
            assertThat(received.get()).contains("capture");
        }
        assertThat(hadGreeted).isTrue();
    }

    private static BinlogConnection connection(ServerSocket listener, Secret password) {
        return new BinlogConnection(new ConnectionSettings(
                "127.0.0.1",
                listener.getLocalPort(),
                "capture",
                password,
                new TlsSettings(SslMode.DISABLED, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                1 << 20));
    }

    /** Greets, asks for the password, and returns all that was received. */
    private String serve(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            hasGreeted.set(true);
            client.getOutputStream().write(packet(0, greeting()));
            byte[] header = client.getInputStream().readNBytes(4);
            byte[] login = client.getInputStream().readNBytes((header[0] & 0xff) | ((header[1] & 0xff) << 8));
            client.getOutputStream().write(packet(2, authSwitch()));
            byte[] rest = client.getInputStream().readAllBytes();
            return new String(login, StandardCharsets.ISO_8859_1) + new String(rest, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] packet(int number, byte[] payload) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {(byte) payload.length, 0, 0, (byte) number});
        packet.writeBytes(payload);
        return packet.toByteArray();
    }

    private static byte[] greeting() {
        ByteArrayOutputStream greeting = new ByteArrayOutputStream();
        greeting.write(PROTOCOL);
        greeting.writeBytes(text("9.7.0"));
        greeting.writeBytes(new byte[] {1, 0, 0, 0}); // the connection's number
        greeting.writeBytes(text("12345678")); // the first part of the scramble
        greeting.writeBytes(new byte[] {(byte) 0xff, (byte) 0xf7}); // all capabilities but TLS
        greeting.write(LATIN1);
        greeting.writeBytes(new byte[] {2, 0, (byte) 0xff, (byte) 0xdf}); // status, more capabilities
        greeting.write(21); // the length of the scramble
        greeting.writeBytes(new byte[10]);
        greeting.writeBytes(text("abcdefghijkl"));
        greeting.writeBytes(text("caching_sha2_password"));
        return greeting.toByteArray();
    }

    private static byte[] authSwitch() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(AUTH_SWITCH);
        request.writeBytes(text("mysql_clear_password"));
        return request.toByteArray();
    }

    private static byte[] text(String value) {
        return (value + '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
