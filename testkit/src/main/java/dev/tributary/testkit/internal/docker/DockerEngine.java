package dev.tributary.testkit.internal.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a Docker engine answers on this machine, found out without loading a Docker client, which takes seconds.
 */
public final class DockerEngine {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String CONTAINER_CLASS = "org.testcontainers.containers.GenericContainer";
    private static final String PING = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";

    private DockerEngine() {}

    /** Says what keeps this JVM from starting containers, or nothing if it can. */
    public static Optional<String> obstacle() {
        return obstacle(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static Optional<String> obstacle(Map<String, String> environment, Path home) {
        try {
            Class.forName(CONTAINER_CLASS, false, DockerEngine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.of("Testcontainers (org.testcontainers:testcontainers) is not on the class path");
        }
        Optional<SocketAddress> address = address(environment, home);
        if (address.isEmpty()) {
            return Optional.of("there is no Docker socket, and DOCKER_HOST is not set");
        }
        return answers(address.get())
                ? Optional.empty()
                : Optional.of("no Docker engine answers at " + address.get() + " within " + LIMIT.toSeconds() + " s");
    }

    private static Optional<SocketAddress> address(Map<String, String> environment, Path home) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (host.startsWith("unix://")) {
            return Optional.of(UnixDomainSocketAddress.of(host.substring("unix://".length())));
        }
        if (!host.isEmpty()) {
            URI uri = URI.create(host);
            return Optional.ofNullable(uri.getHost()).map(name -> new InetSocketAddress(name, uri.getPort()));
        }
        return Stream.of(
                        Path.of("/var/run/docker.sock"),
                        home.resolve(".docker/run/docker.sock"),
                        Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/nonexistent"), "docker.sock"))
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .findFirst();
    }

    /** Asks for a ping's answer and waits for its first bytes. */
    private static boolean answers(SocketAddress address) {
        StandardProtocolFamily family =
                address instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
        long end = System.nanoTime() + LIMIT.toNanos();
        try (SocketChannel channel = SocketChannel.open(family);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                if (!selectUntil(selector, end) || !channel.finishConnect()) {
                    return false;
                }
            }
            if (address instanceof InetSocketAddress) {
                // It may want TLS; that something listens where DOCKER_HOST points is good enough.
                return true;
            }
            channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
            key.interestOps(SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(16);
            return selectUntil(selector, end)
                    && channel.read(answer) > 0
                    && new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).contains(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean selectUntil(Selector selector, long endNanos) throws IOException {
        selector.selectedKeys().clear();
        long millis = (endNanos - System.nanoTime()) / 1_000_000;
        return millis > 0 && selector.select(millis) > 0;
    }
}
