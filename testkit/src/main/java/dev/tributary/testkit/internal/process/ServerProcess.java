package dev.tributary.testkit.internal.process;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.install.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a process of its own and can be stopped, killed, paused and started again.
 *
 * <p>Thread-safe. It does not outlive this JVM, see {@link Watchdog}.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(30);
    private static final long SIGNAL_POLL_NANOS = Duration.ofMillis(1).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final int SHOWN_LOG_LINES = 40;

    private final Launch launch;
    private final Watchdog watchdog;

    private @Nullable Process process;

    private boolean closed;

    private ServerProcess(Launch launch, Watchdog watchdog) {
        this.launch = launch;
        this.watchdog = watchdog;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws TestkitException with the end of the server's log, if it does not
     */
    public static ServerProcess start(Launch launch) {
        ServerProcess server;
        try {
            server = new ServerProcess(launch, Watchdog.over(launch.folder()));
        } catch (IOException e) {
            throw new TestkitException("Cannot start a shell to watch over " + launch.name() + ": " + e, e);
        }
        try {
            server.start();
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Starts the server after it has been stopped or killed, on the same data and port. */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException(launch.name() + " is closed");
        }
        if (process != null && process.isAlive()) {
            throw new IllegalStateException(launch.name() + " is running already, as process " + process.pid());
        }
        List<String> words = new ArrayList<>(Watchdog.ownSession());
        words.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(launch.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().putAll(launch.environment());
        try {
            Process started = builder.start();
            process = started;
            watchdog.watch(started);
            awaitAnswer(started);
        } catch (IOException e) {
            throw new TestkitException("Cannot start " + launch.name() + ": " + e.getMessage(), e);
        }
    }

    private void awaitAnswer(Process started) {
        long begin = System.nanoTime();
        while (!answers()) {
            if (!started.isAlive()) {
                throw new TestkitException(launch.name() + " ended with exit status " + started.exitValue()
                        + " while it was starting. Its log ends with:\n" + endOfLog());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new TestkitException("Interrupted while waiting for " + launch.name() + " to answer");
            }
            if (System.nanoTime() - begin > launch.limit().toNanos()) {
                throw new TestkitException(launch.name() + " did not answer within "
                        + launch.limit().toSeconds() + " s. Its log ends with:\n" + endOfLog());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try {
            return launch.probe().answers();
        } catch (Exception notYet) {
            return false;
        }
    }

    /** Shuts the server down in order and waits for its end. */
    public synchronized void stop() {
        Process running = running();
        signal(family(running), "CONT");
        signal(List.of(running.pid()), launch.stopSignal());
        awaitEnd(running);
    }

    /** Kills the server (SIGKILL), with the processes that it has started, and waits for its end. */
    public synchronized void kill() {
        killFamily(running());
    }

    /** Keeps the server and its processes from running (SIGSTOP), and waits until none of their threads does. */
    public synchronized void pause() {
        Process running = running();
        // First the one that could start more.
        pause(List.of(running.pid()));
        pause(family(running));
    }

    private void pause(List<Long> pids) {
        signal(pids, "STOP");
        for (long pid : pids) {
            TaskStates tasks = TaskStates.of(pid);
            awaitSignal("stopped", tasks, tasks::allStopped);
        }
    }

    /** Lets the server run again (SIGCONT), and waits until all of its threads may. */
    public synchronized void unpause() {
        List<Long> pids = family(running());
        signal(pids, "CONT");
        for (long pid : pids) {
            TaskStates tasks = TaskStates.of(pid);
            awaitSignal("continued", tasks, tasks::noneStopped);
        }
    }

    /** The server's process and those that it has started. */
    private static List<Long> family(Process server) {
        List<Long> pids = new ArrayList<>(List.of(server.pid()));
        server.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** Nobody must be left who holds the server's data: it could not be started again. */
    private void killFamily(Process server) {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(server);
        for (ProcessHandle child : children) {
            child.onExit().join();
        }
    }

    /** The server's process, or the last one it had if it is not running. */
    public synchronized ProcessHandle process() {
        if (process == null) {
            throw new IllegalStateException(launch.name() + " was never started");
        }
        return process.toHandle();
    }

    /** What the server has logged since its first start. */
    public String log() {
        try {
            return Files.exists(launch.log())
                    ? new String(Files.readAllBytes(launch.log()), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw new TestkitException("Cannot read the log of " + launch.name() + ": " + e, e);
        }
    }

    private String endOfLog() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
    }

    /** Kills the server if it runs, and removes its folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (process != null && process.isAlive()) {
            killFamily(process);
        }
        FileTree.delete(launch.folder());
        watchdog.close();
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(
                    closed
                            ? launch.name() + " is closed"
                            : launch.name() + " is not running. Its log ends with:\n" + endOfLog());
        }
        return process;
    }

    private void signal(List<Long> pids, String signal) {
        String targets = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        // The shell's own kill: a machine without the procps package has no other. A child may have ended meanwhile.
        String tolerance = pids.size() > 1 ? " || true" : "";
        Command.in(launch.folder(), List.of("sh", "-c", "kill -" + signal + " " + targets + tolerance))
                .run();
    }

    private void awaitSignal(String state, TaskStates tasks, BooleanSupplier arrived) {
        long begin = System.nanoTime();
        while (tasks.areKnown() && !arrived.getAsBoolean()) {
            if (System.nanoTime() - begin > SIGNAL_LIMIT.toNanos()) {
                throw new TestkitException(launch.name() + " has not " + state + " with all of its threads after "
                        + SIGNAL_LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(SIGNAL_POLL_NANOS);
        }
    }

    private void awaitEnd(Process ending) {
        if (!Ending.await(ending, STOP_LIMIT)) {
            throw new TestkitException(launch.name() + " (process " + ending.pid() + ") did not end within "
                    + STOP_LIMIT.toSeconds() + " s. Its log ends with:\n" + endOfLog());
        }
    }
}
