package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Breaking a pipeline off takes about two seconds at most, whatever it is waiting for, and leaves no thread and no socket. The
 * limit here is wider, for machines that are busy; each wait would last for a minute or longer by itself.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(value = OS.LINUX, disabledReason = "it counts the sockets that /proc shows")
@ParameterizedClass
@MethodSource("dev.tributary.binlog.faults.TestedServers#versions")
class BreakOffIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";

    private static MySqlServer server;
    private static MySqlDatabase database;

    @Parameter
    private MySqlVersion version;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.builder().version(version).fast().start();
        server.createReplicationUser(USER, PASSWORD);
        database = server.newDatabase("BreakOffIT");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)", "INSERT INTO t VALUES (1, NULL)");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void isTheServerThatIsMeant() {
        assertThat(server.version()).isEqualTo(version);
    }

    private static MySqlSource.Builder source(String host, int port) {
        return Follower.source(host, port)
                .credentials(USER, PASSWORD)
                .tables(database.table("t"))
                .connectTimeout(LONG)
                .heartbeat(LONG);
    }

    private static long sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(BreakOffIT::isSocket).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Breaks a follower off once it has come where the test wants it, and looks at what is left. */
    private static void breakOff(Follower follower, long socketsBefore) throws Exception {
        long begin = System.nanoTime();
        follower.running().stop(Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        Await.untilValue("threads left", LIMIT, BreakOffIT::threads, List::isEmpty);
        Await.until("no more sockets than " + socketsBefore, LIMIT, () -> sockets() <= socketsBefore);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(Follower.NAME + "-"))
                .toList();
    }

    /** Waits until a thread of the follower is in this method. */
    private static void awaitMethod(String className, String method) throws Exception {
        Await.until(
                "a thread in " + method,
                LIMIT,
                () -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(entry -> entry.getKey().getName().startsWith(Follower.NAME + "-"))
                        .flatMap(entry -> Stream.of(entry.getValue()))
                        .anyMatch(frame -> frame.getClassName().endsWith(className)
                                && frame.getMethodName().equals(method)));
    }

    @Test
    void whileItConnects() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            long sockets = sockets();
            try (Follower follower = Follower.start(source("127.0.0.1", full.getLocalPort()))) {
                awaitMethod("BinlogConnection", "connectSocket");

                breakOff(follower, sockets);
            }
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Fills the queue of a listener that accepts nothing, so that the next one to connect gets no answer. */
    private static List<Socket> fill(ServerSocket listener) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
                waiting.add(socket);
            } catch (SocketTimeoutException isFull) {
                socket.close();
                return waiting;
            }
        }
    }

    @Test
    void whileItWaitsForAGreeting() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long sockets = sockets();
            try (Follower follower = Follower.start(source("127.0.0.1", silent.getLocalPort()))) {
                awaitMethod("Handshake", "greeting");

                breakOff(follower, sockets);
            }
        }
    }

    @Test
    void whileItLogsIn() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            try (Follower follower = Follower.start(source("127.0.0.1", listener.getLocalPort()));
                    Socket accepted = listener.accept()) {
                long sockets = sockets() - 1;
                accepted.getOutputStream().write(greeting());
                awaitMethod("Handshake", "perform");

                breakOff(follower, sockets);
            }
        }
    }

    private static byte[] greeting() throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            byte[] header = socket.getInputStream().readNBytes(4);
            byte[] payload = socket.getInputStream().readNBytes((header[0] & 0xff) | ((header[1] & 0xff) << 8));
            byte[] packet = new byte[header.length + payload.length];
            System.arraycopy(header, 0, packet, 0, header.length);
            System.arraycopy(payload, 0, packet, header.length, payload.length);
            return packet;
        }
    }

    @Test
    void whileTheServerIsFrozen() throws Exception {
        long sockets = sockets();
        try (Follower follower = Follower.start(source(server.host(), server.port()))) {
            follower.awaitIds(1);
            server.pause();
            try {
                awaitMethod("BinlogStream", "await");

                breakOff(follower, sockets);
            } finally {
                server.unpause();
            }
        }
    }

    @Test
    void whileItsQueueIsFull() throws Exception {
        try (MySqlDatabase own = server.newDatabase("BreakOffIT")) {
            own.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)",
                    "INSERT INTO t SELECT ROW_NUMBER() OVER (), REPEAT('x', 1000000) FROM"
                            + " information_schema.COLLATIONS LIMIT 20");
            long sockets = sockets();
            MySqlSource.Builder source = source(server.host(), server.port()).tables(own.table("t"));
            try (Follower follower = Follower.start(source, BreakOffIT::block)) {
                awaitMethod("Handover", "awaitRoom");

                breakOff(follower, sockets);
            }
        }
    }

    private static void block(ChangeEvent change) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("broken off at " + change, e);
        }
    }

    @Test
    void whileItWaitsToConnectAgain() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
            long sockets = sockets();
            MySqlSource.Builder source =
                    source(proxy.host(), proxy.port()).reconnectBackoff(new Backoff(LONG, LONG.multipliedBy(2)));
            try (Follower follower = Follower.start(source)) {
                follower.awaitIds(1);
                proxy.refuse();
                proxy.cut();
                awaitMethod("Pause", "await");

                breakOff(follower, sockets);
            }
        }
    }
}
