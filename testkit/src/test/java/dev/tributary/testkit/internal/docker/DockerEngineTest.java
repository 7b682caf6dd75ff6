package dev.tributary.testkit.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {
    @TempDir
    private Path folder;

    @Test
    void isThereWhenItAnswersAPing() throws Exception {
        try (ServerSocketChannel engine = listen()) {
            CompletableFuture<Void> answered = answer(engine, "HTTP/1.0 200 OK\r\n\r\nOK");

            assertThat(DockerEngine.obstacle(dockerHost(), folder)).isEmpty();
            answered.join();
        }
    }

    @Test
    void isNotThereWhenItAnswersWithAnError() throws Exception {
        try (ServerSocketChannel engine = listen()) {
            CompletableFuture<Void> answered = answer(engine, "HTTP/1.0 500 Oh no\r\n\r\n");

            assertThat(DockerEngine.obstacle(dockerHost(), folder))
                    .hasValueSatisfying(
                            obstacle -> assertThat(obstacle).startsWith("no Docker engine answers at " + socket()));
            answered.join();
        }
    }

    @Test
    void isNotThereWhenNobodyAnswers() throws Exception {
        try (ServerSocketChannel silent = listen()) {
            assertThat(DockerEngine.obstacle(dockerHost(), folder)).isPresent();
            assertThat(silent.isOpen()).isTrue();
        }
    }

    @Test
    void isNotThereWhenNobodyListens() {
        assertThat(DockerEngine.obstacle(dockerHost(), folder)).isPresent();
        assertThat(DockerEngine.obstacle(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"), folder))
                .isPresent();
    }

    private Path socket() {
        return folder.resolve("docker.sock");
    }

    private Map<String, String> dockerHost() {
        return Map.of("DOCKER_HOST", "unix://" + socket());
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket()));
    }

    /** Answers the first who connects. */
    private static CompletableFuture<Void> answer(ServerSocketChannel engine, String text) {
        return CompletableFuture.runAsync(() -> {
            try (SocketChannel client = engine.accept()) {
                client.read(ByteBuffer.allocate(1_000));
                client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
