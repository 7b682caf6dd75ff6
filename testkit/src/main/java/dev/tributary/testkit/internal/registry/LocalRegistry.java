package dev.tributary.testkit.internal.registry;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.ReservedPort;
import dev.tributary.testkit.internal.process.ServerProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A registry that runs as a process of this machine. */
public final class LocalRegistry implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int PROBE_MILLIS = 5_000;

    private final ReservedPort port;
    private final ServerProcess process;

    private LocalRegistry(ReservedPort port, ServerProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts a registry, fetched first if this user's cache does not have it, and waits until it answers. */
    public static LocalRegistry start() {
        return start(RegistryDistribution.provide());
    }

    static LocalRegistry start(RegistryDistribution distribution) {
        ReservedPort port = ReservedPort.reserve();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-registry-");
            URI probed = URI.create(address(port) + "/subjects");
            ServerProcess process = ServerProcess.start(new Launch(
                    "Apicurio Registry " + RegistryDistribution.VERSION,
                    distribution.java(HOST, port.number()),
                    Map.of(),
                    folder,
                    folder.resolve("server.log"),
                    START_LIMIT,
                    () -> answers(probed)));
            return new LocalRegistry(port, process);
        } catch (IOException | RuntimeException e) {
            port.close();
            if (folder != null) {
                FileTree.delete(folder);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot make a folder for the registry: " + e, e);
        }
    }

    private static String address(ReservedPort port) {
        return "http://" + HOST + ":" + port.number() + "/apis/ccompat/v7";
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

    /** The address at which it speaks as Confluent's does. */
    public String url() {
        return address(port);
    }

    /** Its process. */
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        port.close();
    }
}
