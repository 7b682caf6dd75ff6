package dev.tributary.testkit.internal.registry;

import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.LocalServer;
import dev.tributary.testkit.internal.process.ReservedPort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Starts registries as processes of this machine. */
public final class LocalRegistry {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int PROBE_MILLIS = 5_000;

    private LocalRegistry() {}

    /** Starts a registry, fetched first if this user's cache does not have it, and waits until it answers. */
    public static LocalServer start() {
        return start(RegistryDistribution.provide());
    }

    static LocalServer start(RegistryDistribution distribution) {
        ReservedPort port = ReservedPort.reserve();
        URI probed = URI.create(url(port.number()) + "/subjects");
        return LocalServer.start(
                "registry",
                "jars",
                port.number(),
                port::close,
                folder -> new Launch(
                        "Apicurio Registry " + RegistryDistribution.VERSION,
                        distribution.java(LocalServer.HOST, port.number()),
                        Map.of(),
                        folder,
                        folder.resolve("server.log"),
                        START_LIMIT,
                        () -> answers(probed)));
    }

    /** The address at which the registry of a port speaks as Confluent's does. */
    public static String url(int port) {
        return "http://" + LocalServer.HOST + ":" + port + "/apis/ccompat/v7";
    }

    private static boolean answers(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(PROBE_MILLIS);
        connection.setReadTimeout(PROBE_MILLIS);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }
}
