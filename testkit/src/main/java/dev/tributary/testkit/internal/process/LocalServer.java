package dev.tributary.testkit.internal.process;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.install.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that runs as a process of this machine, on a temporary folder and on the loopback interface. Thread-safe. */
public final class LocalServer implements Server {
    /** The address on which all of them listen. */
    public static final String HOST = "127.0.0.1";

    private final String origin;
    private final int port;
    private final Runnable release;
    private final ServerProcess process;

    private LocalServer(String origin, int port, Runnable release, ServerProcess process) {
        this.origin = origin;
        this.port = port;
        this.release = release;
        this.process = process;
    }

    /** Writes what a server needs into its folder, and says how it is started. */
    @FunctionalInterface
    public interface Preparation {
        /** Prepares the folder, which is new, empty and removed with the server. */
        Launch prepare(Path folder) throws IOException;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param product what its folder and messages call it, such as "mysql"
     * @param origin where it comes from, for messages
     * @param port where clients find it
     * @param release gives back what was reserved for it, its ports above all: when it is closed, or cannot be started
     * @throws TestkitException if it cannot be started
     */
    public static LocalServer start(
            String product, String origin, int port, Runnable release, Preparation preparation) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-" + product + "-");
            return new LocalServer(origin, port, release, ServerProcess.start(preparation.prepare(folder)));
        } catch (IOException | RuntimeException e) {
            if (folder != null) {
                FileTree.delete(folder);
            }
            release.run();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot prepare a folder for " + product + ": " + e, e);
        }
    }

    /** The server's process. */
    public ProcessHandle process() {
        return process.process();
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return port;
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
        release.run();
    }
}
