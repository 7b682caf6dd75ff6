package dev.tributary.binlog.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Secret;
import dev.tributary.binlog.SslMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name server that does not answer. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostLookupTest {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void letTheLookUpEnd() {
        answer.countDown();
    }

    private InetAddress neverInTime(String host) throws UnknownHostException {
        asked.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    private BinlogConnection connection(Duration timeout) {
        return new BinlogConnection(
                new ConnectionSettings(
                        "db.test",
                        3306,
                        "u",
                        Secret.of("p"),
                        new TlsSettings(SslMode.DISABLED, Optional.empty(), Optional.empty()),
                        timeout,
                        Duration.ofSeconds(1),
                        1 << 20),
                this::neverInTime);
    }

    @Test
    void endsAtOnceWhenTheConnectionIsClosed() throws Exception {
        BinlogConnection connection = connection(Duration.ofHours(1));
        CompletableFuture<Void> connecting = CompletableFuture.runAsync(connection::connect);
        asked.await();

        connection.close();

        assertThatThrownBy(() -> connecting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(BinlogFailure.class);
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            assertThatThrownBy(connection(Duration.ofHours(1))::connect).isInstanceOf(BinlogFailure.class);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        asked.await();

        thread.interrupt();

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsWithTheTimeToConnect() {
        assertThatThrownBy(connection(Duration.ofMillis(50))::connect)
                .isInstanceOfSatisfying(
                        BinlogFailure.class, e -> assertThat(e.kind()).isEqualTo(BinlogFailure.Kind.UNREACHABLE))
                .hasMessage(
                        "Cannot connect to db.test:3306: no name server has answered within 50 ms; check that the server"
                                + " runs and that host and port are right");
    }
}
