package dev.tributary.binlog.faults;

import dev.tributary.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, and the lines that it prints. */
final class OwnJvm implements AutoCloseable {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private OwnJvm(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "own-jvm-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param options of the JVM */
    static OwnJvm start(List<String> options, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new OwnJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that contains this. */
    void await(String text, Duration limit) throws Exception {
        Await.untilValue(
                "output", limit, () -> lines, printed -> printed.stream().anyMatch(l -> l.contains(text)));
    }

    /** Lets the program stand still for a time, as a machine does that is suspended. */
    void suspend(Duration time) throws Exception {
        signal("STOP");
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("has ended: " + lines);
        }
        signal("CONT");
    }

    /** Kills the program by signal 9. */
    void kill() {
        process.destroyForcibly();
    }

    private void signal(String name) throws Exception {
        if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor()
                != 0) {
            throw new AssertionError("kill -" + name + " has failed");
        }
    }

    /** What has been printed until now. */
    List<String> lines() {
        return lines;
    }

    /** Waits for the program's end, and returns what it has printed. */
    String output(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit + ": " + lines);
        }
        reader.join();
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
