package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SILENCE_MILLIS = 200;

    private EchoServer server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = TcpProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        server.close();
    }

    /** Gives back what it gets, on a thread for each connection. */
    private static final class EchoServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

        EchoServer() throws IOException {
            Thread thread = new Thread(this::accept, "echo");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    Thread thread = new Thread(() -> echo(client), "echo");
                    thread.setDaemon(true);
                    thread.start();
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        private static void echo(Socket client) {
            try (client) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException cut) {
                // as the test wants it
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int count) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static String echo(Socket socket, String text) throws IOException {
        send(socket, text);
        return receive(socket, text.length());
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout((int) LIMIT.toMillis());
    }

    @Test
    void forwardsBothWaysAndCounts() throws Exception {
        try (Socket socket = connect()) {
            assertThat(echo(socket, "hello")).isEqualTo("hello");

            assertThat(proxy.statistics()).isEqualTo(new TcpProxy.Statistics(1, 0, 1, 5, 5));
            assertThat(proxy).hasToString("127.0.0.1:" + proxy.port() + " -> 127.0.0.1:" + server.port());
        }
    }

    @Test
    void passesOnTheEndOfAConnection() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "last");
            socket.shutdownOutput();

            assertThat(receive(socket, 100)).isEqualTo("last");
        }
        Await.until("no connection open", LIMIT, () -> proxy.statistics().open() == 0);
    }

    @Test
    void resetsWhatItCuts() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");

            proxy.cut();

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket another = connect()) {
            assertThat(echo(another, "b")).isEqualTo("b");
        }
    }

    @Test
    void endsConnectionsInOrder() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");

            proxy.end();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void keepsEverythingBackWhileItIsFrozen() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.freeze();
            send(socket, "b");
            assertSilent(socket);
            try (Socket late = connect()) {
                send(late, "c");
                assertSilent(late);

                proxy.thaw();

                assertThat(receive(socket, 1)).isEqualTo("b");
                assertThat(receive(late, 1)).isEqualTo("c");
            }
        }
    }

    @Test
    void freezesAfterSomeBytes() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.freezeAfter(3);
            send(socket, "hello");

            assertThat(receive(socket, 3)).isEqualTo("hel");
            assertSilent(socket);

            proxy.thaw();
            assertThat(receive(socket, 2)).isEqualTo("lo");
        }
    }

    @Test
    void callsAPlannedFreezeOff() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.freezeAfter(3);
            proxy.thaw();

            assertThat(echo(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void delaysWhatItMoves() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.delay(Duration.ofMillis(300));

            long begin = System.nanoTime();
            assertThat(echo(socket, "b")).isEqualTo("b");

            assertThat(System.nanoTime() - begin)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(600).toNanos());
        }
    }

    @Test
    void refusesNewConnectionsAndKeepsOpenOnes() throws Exception {
        try (Socket open = connect()) {
            echo(open, "a");
            proxy.refuse();
            assertThatThrownBy(() -> {
                        try (Socket refused = connect()) {
                            refused.getInputStream().read();
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(echo(open, "b")).isEqualTo("b");

            proxy.admit();
            try (Socket admitted = connect()) {
                assertThat(echo(admitted, "c")).isEqualTo("c");
            }
            assertThat(proxy.statistics().refused()).isEqualTo(1);
        }
    }

    @Test
    void truncatesWhatTheServerSends() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.truncate(3);
            send(socket, "hello");

            assertThat(receive(socket, 100)).isEqualTo("hel");
        }
    }

    @Test
    void changesOneBitOfWhatTheServerSends() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.corrupt(2);

            assertThat(echo(socket, "hello")).isEqualTo("he|lo");
            assertThat(echo(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void changesAByteThatComesLaterThanTheBytesBeforeIt() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");
            proxy.corrupt(2);

            assertThat(echo(socket, "he")).isEqualTo("he");
            assertThat(echo(socket, "llo")).isEqualTo("|lo");
        }
    }

    @Test
    void changesAByteOfTheNextConnectionOnly() throws Exception {
        proxy.corruptNext(2);
        try (Socket next = connect();
                Socket another = connect()) {

            assertThat(echo(next, "hello")).isEqualTo("he|lo");
            assertThat(echo(another, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void closesOneDirection() throws Exception {
        try (Socket socket = connect()) {
            echo(socket, "a");

            proxy.halfClose();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            send(socket, "still sent");
            Await.until("bytes at the server", LIMIT, () -> proxy.statistics().bytesToServer() == 11);
        }
    }

    @Test
    void resetsConnectionsToAServerThatIsNotThere() throws Exception {
        try (Socket nobody = new Socket()) {
            // Taken, so that no other can listen there and no client get the port for its own end, but listened on by
            // none.
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (TcpProxy toNobody = TcpProxy.to("127.0.0.1", nobody.getLocalPort());
                    Socket socket = new Socket(toNobody.host(), toNobody.port())) {
                socket.setSoTimeout((int) LIMIT.toMillis());
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void leavesNoThreadWhenItIsClosed() throws Exception {
        try (Socket moving = connect();
                Socket frozen = connect()) {
            echo(moving, "a");
            echo(frozen, "b");
            proxy.freeze();
            send(frozen, "c");

            proxy.close();

            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("tcp-proxy-" + proxy.port() + "-"));
        }
    }
}
