package dev.tributary.testkit.internal.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a server process is started.
 *
 * @param name what messages call the server, such as "MySQL 9"
 * @param command program and arguments
 * @param environment variables set beside those of this JVM
 * @param folder the server's own folder: its working directory, removed when the server is closed
 * @param log the file that the server, or its standard output and error, writes its log to
 * @param limit how long it may take until it answers
 * @param probe whether it answers
 * @param stopSignal the name of the signal that shuts it down in order
 */
public record Launch(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        Path log,
        Duration limit,
        Probe probe,
        String stopSignal) {

    /** A server that SIGTERM shuts down in order. */
    public Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log,
            Duration limit,
            Probe probe) {
        this(name, command, environment, folder, log, limit, probe, "TERM");
    }

    /** The same server, which another signal shuts down in order. */
    public Launch stoppedBy(String signal) {
        return new Launch(name, command, environment, folder, log, limit, probe, signal);
    }

    /** Asks a starting server whether it is ready. */
    @FunctionalInterface
    public interface Probe {
        /** Whether the server answered as it should; an exception counts as no. */
        boolean answers() throws Exception;
    }
}
