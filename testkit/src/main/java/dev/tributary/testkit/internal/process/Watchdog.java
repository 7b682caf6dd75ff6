package dev.tributary.testkit.internal.process;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A small shell beside this JVM that ends a server and removes its folder once this JVM is gone, however it went: the
 * operating system closes the pipe that the shell reads from.
 *
 * <p>This is instead of a shutdown hook: hooks run side by side, and an application that is flushing in its own hook
 * still needs the server.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            pid=
            while read -r word value; do
              case $word in
                watch) pid=$value ;;
                forget) [ "$pid" != "$value" ] || pid= ;;
                done) exit 0 ;;
              esac
            done
            if [ -n "$pid" ]; then
              kill -9 "$pid"
              while kill -0 "$pid"; do sleep 0.1; done
            fi
            rm -rf "$1"
            """;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final OutputStream orders;
    private final Process shell;
    private boolean closed;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.orders = shell.getOutputStream();
    }

    /** Starts a watchdog that will remove {@code folder}. */
    static Watchdog over(Path folder) throws IOException {
        List<String> words = new ArrayList<>(ownSession());
        words.addAll(List.of("sh", "-c", SCRIPT, "tributary-watchdog", folder.toString()));
        return new Watchdog(new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The prefix that starts a program in a session of its own, out of reach of the terminal's Ctrl-C. */
    static List<String> ownSession() {
        return Command.onPath("setsid").map(path -> List.of(path.toString())).orElse(List.of());
    }

    /** Watches over this process, and forgets it when it has ended. */
    void watch(Process process) {
        order("watch " + process.pid());
        CompletableFuture<Void> unused = process.onExit().thenAccept(ended -> forget(ended.pid()));
    }

    private synchronized void forget(long pid) {
        if (!closed) {
            order("forget " + pid);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        order("done");
        closed = true;
        try {
            orders.close();
        } catch (IOException e) {
            throw new TestkitException("The watchdog process ended unexpectedly: " + e.getMessage(), e);
        }
        Ending.await(shell, CLOSE_LIMIT);
    }

    private synchronized void order(String line) {
        try {
            orders.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            throw new TestkitException("The watchdog process ended unexpectedly: " + e.getMessage(), e);
        }
    }
}
