package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.LocalServer;
import dev.tributary.testkit.internal.process.ReservedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts PostgreSQL servers as processes of this machine, on temporary data folders. */
final class LocalPostgres {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private LocalPostgres() {}

    /** Starts a server and waits until it answers. */
    static LocalServer start(PostgresDistribution distribution, Map<String, String> options) {
        ReservedPort port = ReservedPort.reserve();
        return LocalServer.start(
                "postgres",
                distribution.origin(),
                port.number(),
                port::close,
                folder -> launch(distribution, options, folder, port.number()));
    }

    private static Launch launch(PostgresDistribution distribution, Map<String, String> options, Path folder, int port)
            throws IOException {
        FileTree.copy(distribution.template(), folder.resolve("data"));
        // SIGTERM would wait until the last client has gone.
        return new Launch(
                        "PostgreSQL",
                        command(distribution, options, folder, port),
                        Map.of(),
                        folder,
                        folder.resolve("server.log"),
                        START_LIMIT,
                        () -> PostgresProbe.answers(LocalServer.HOST, port))
                .stoppedBy("INT");
    }

    private static List<String> command(
            PostgresDistribution distribution, Map<String, String> options, Path folder, int port) {
        List<String> words = new ArrayList<>(distribution.program("postgres"));
        words.add("-D");
        words.add(folder.resolve("data").toString());
        words.addAll(PostgresOptions.arguments(Map.of(
                "port", Integer.toString(port), "listen_addresses", LocalServer.HOST, "unix_socket_directories", "")));
        words.addAll(PostgresOptions.arguments(PostgresOptions.with(options)));
        return words;
    }
}
