package dev.tributary.testkit.internal.process;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
                forget) pid= ;;
                done) exit 0 ;;
              esac
            done
            if [ -n "$pid" ]; then
              kill -9 "$pid"
              while kill -0 "$pid"; do sleep 0.1; done
            fi
            rm -rf "$1"
            """;

    private final OutputStream orders;
    private final Process shell;

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

    void watch(long pid) {
        order("watch " + pid);
    }

    void forget() {
        order("forget");
    }

    @Override
    public void close() {
        order("done");
        try {
            orders.close();
            shell.waitFor();
        } catch (IOException e) {
            throw new TestkitException("The watchdog process ended unexpectedly: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(String line) {
        try {
            orders.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            throw new TestkitException("The watchdog process ended unexpectedly: " + e.getMessage(), e);
        }
    }
}
