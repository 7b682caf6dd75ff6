package dev.tributary.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An example program in a process of its own, as a user runs it. */
final class Program implements AutoCloseable {

    private final Process process;
    private final CompletableFuture<String> output;
    private final CompletableFuture<String> errors;

    private Program(Process process) {
        this.process = process;
        this.output = read(process.getInputStream());
        this.errors = read(process.getErrorStream());
    }

    static Program start(String... arguments) {
        return start(Map.of(), arguments);
    }

    static Program start(Map<String, String> environment, String... arguments) {
        return start(Main.class, environment, arguments);
    }

    /** Starts another program than the examples' own. */
    static Program start(Class<?> main, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                },
                work -> new Thread(work, "program-output").start());
    }

    /** Waits until the program has ended of its own accord; returns whether it has. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the exit status of a program that must end within a limit. */
    int exitStatus(Duration limit) throws InterruptedException {
        if (!awaitEnd(limit)) {
            kill();
            throw new AssertionError("The program did not end within " + limit + ". Its errors:\n" + errors());
        }
        return process.exitValue();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends another signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " has failed; the program's errors:\n" + errors());
        }
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Returns what it printed to standard output, once it has ended. */
    String output() {
        return output.join();
    }

    /** Returns what it printed to standard error, once it has ended. */
    String errors() {
        return errors.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
