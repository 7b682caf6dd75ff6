package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.ContainerServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL servers in containers of the official image. */
final class PostgresContainer {
    private static final String IMAGE = "postgres:18";
    private static final int PORT = 5432;

    private PostgresContainer() {}

    static Server start(Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of("postgres"));
        arguments.addAll(PostgresOptions.arguments(PostgresOptions.with(options)));
        Map<String, String> environment = Map.of("POSTGRES_PASSWORD", ProvidedPostgres.PASSWORD);
        return ContainerServer.start(
                new ContainerServer.Plan(IMAGE, PORT, (host, port) -> environment, arguments, PostgresProbe::answers));
    }
}
