package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.LocalServer;
import dev.tributary.testkit.internal.process.ReservedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Starts MySQL servers as processes of this machine, on temporary data folders. */
final class LocalMySql {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private LocalMySql() {}

    /** Starts a server and waits until it answers. */
    static LocalServer start(MySqlDistribution distribution, MySqlSpec spec) {
        ReservedPort port = ReservedPort.reserve();
        return LocalServer.start(
                "mysql",
                distribution.origin(),
                port.number(),
                port::close,
                folder -> launch(distribution, spec, folder, port.number()));
    }

    private static Launch launch(MySqlDistribution distribution, MySqlSpec spec, Path folder, int port)
            throws IOException {
        DataFolder.prepare(distribution, spec.options(), folder.resolve("data"));
        return new Launch(
                spec.version().toString(),
                command(distribution, spec, folder, port),
                distribution.environment(),
                folder,
                folder.resolve("error.log"),
                START_LIMIT,
                () -> !Greeting.read(LocalServer.HOST, port).isEmpty());
    }

    private static List<String> command(MySqlDistribution distribution, MySqlSpec spec, Path folder, int port) {
        List<String> words = new ArrayList<>(distribution.mysqld());
        words.addAll(List.of(
                "--datadir=" + folder.resolve("data"),
                "--port=" + port,
                "--bind-address=" + LocalServer.HOST,
                "--socket=" + folder.resolve("sock"),
                "--pid-file=" + folder.resolve("pid")));
        words.addAll(MySqlOptions.user());
        MySqlOptions.defaults(spec.version()).forEach((name, value) -> words.add("--" + name + "=" + value));
        // Later ones win. Sorted, so that two starts with the same options are the same.
        new TreeMap<>(spec.options()).forEach((name, value) -> words.add("--" + name + "=" + value));
        return words;
    }
}
