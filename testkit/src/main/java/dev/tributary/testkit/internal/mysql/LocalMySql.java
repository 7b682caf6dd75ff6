package dev.tributary.testkit.internal.mysql;

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
import java.util.TreeMap;

/** A MySQL server that runs as a process of this machine, on a temporary data folder. */
public final class LocalMySql implements Server {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final String origin;
    private final ReservedPort port;
    private final ServerProcess process;

    private LocalMySql(String origin, ReservedPort port, ServerProcess process) {
        this.origin = origin;
        this.port = port;
        this.process = process;
    }

    /** Starts a server and waits until it answers. */
    public static LocalMySql start(MySqlDistribution distribution, MySqlSpec spec) {
        ReservedPort port = ReservedPort.reserve();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-mysql-");
            DataFolder.prepare(distribution, spec.options(), folder.resolve("data"));
            ServerProcess process = ServerProcess.start(new Launch(
                    spec.version().toString(),
                    command(distribution, spec, folder, port.number()),
                    distribution.environment(),
                    folder,
                    folder.resolve("error.log"),
                    START_LIMIT,
                    () -> !Greeting.read(LOOPBACK, port.number()).isEmpty()));
            return new LocalMySql(distribution.origin(), port, process);
        } catch (IOException | RuntimeException e) {
            port.close();
            if (folder != null) {
                FileTree.delete(folder);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot prepare the data folder of " + spec.version() + ": " + e, e);
        }
    }

    private static List<String> command(MySqlDistribution distribution, MySqlSpec spec, Path folder, int port) {
        List<String> words = new ArrayList<>(distribution.mysqld());
        words.addAll(List.of(
                "--datadir=" + folder.resolve("data"),
                "--port=" + port,
                "--bind-address=" + LOOPBACK,
                "--socket=" + folder.resolve("sock"),
                "--pid-file=" + folder.resolve("pid")));
        words.addAll(MySqlOptions.user());
        MySqlOptions.defaults(spec.version()).forEach((name, value) -> words.add("--" + name + "=" + value));
        // Later ones win. Sorted, so that two starts with the same options are the same.
        new TreeMap<>(spec.options()).forEach((name, value) -> words.add("--" + name + "=" + value));
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

    /** The server's process. */
    public ProcessHandle process() {
        return process.process();
    }

    @Override
    public void close() {
        process.close();
        port.close();
    }
}
