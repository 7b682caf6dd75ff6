package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.ReservedPort;
import dev.tributary.testkit.internal.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server that runs as processes of this machine, on a temporary data folder. */
final class LocalPostgres implements Server {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final String origin;
    private final ReservedPort port;
    private final ServerProcess process;

    private LocalPostgres(String origin, ReservedPort port, ServerProcess process) {
        this.origin = origin;
        this.port = port;
        this.process = process;
    }

    /** Starts a server and waits until it answers. */
    static LocalPostgres start(PostgresDistribution distribution, Map<String, String> options) {
        ReservedPort port = ReservedPort.reserve();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-postgres-");
            FileTree.copy(distribution.template(), folder.resolve("data"));
            // SIGTERM would wait until the last client has gone.
            ServerProcess process = ServerProcess.start(new Launch(
                            "PostgreSQL",
                            command(distribution, options, folder, port.number()),
                            Map.of(),
                            folder,
                            folder.resolve("server.log"),
                            START_LIMIT,
                            () -> PostgresProbe.answers(LOOPBACK, port.number()))
                    .stoppedBy("INT"));
            return new LocalPostgres(distribution.origin(), port, process);
        } catch (IOException | RuntimeException e) {
            port.close();
            if (folder != null) {
                FileTree.delete(folder);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot prepare the data folder of PostgreSQL: " + e, e);
        }
    }

    private static List<String> command(
            PostgresDistribution distribution, Map<String, String> options, Path folder, int port) {
        List<String> words = new ArrayList<>(distribution.program("postgres"));
        words.add("-D");
        words.add(folder.resolve("data").toString());
        words.addAll(PostgresOptions.arguments(
                Map.of("port", Integer.toString(port), "listen_addresses", LOOPBACK, "unix_socket_directories", "")));
        words.addAll(PostgresOptions.arguments(PostgresOptions.with(options)));
        return words;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String host() {
        return LOOPBACK;
    }

    @Override
    public int port() {
        return port.number();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void unpause() {
        process.unpause();
    }

    @Override
    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
        port.close();
    }
}
