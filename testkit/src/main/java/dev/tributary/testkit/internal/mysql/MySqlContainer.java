package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.ContainerServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** MySQL servers in containers of the official images. */
final class MySqlContainer {
    private static final int PORT = 3306;

    private MySqlContainer() {}

    static Server start(MySqlSpec spec) {
        List<String> arguments = new ArrayList<>();
        MySqlOptions.defaults(spec.version()).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        new TreeMap<>(spec.options()).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        String prefix = spec.version() == MySqlVersion.MARIADB ? "MARIADB" : "MYSQL";
        Map<String, String> environment =
                Map.of(prefix + "_ROOT_PASSWORD", DataFolder.ROOT_PASSWORD, prefix + "_ROOT_HOST", "%");
        return ContainerServer.start(new ContainerServer.Plan(
                Generation.of(spec.version()).image(),
                PORT,
                (host, port) -> environment,
                arguments,
                (host, port) -> !Greeting.read(host, port).isEmpty()));
    }
}
