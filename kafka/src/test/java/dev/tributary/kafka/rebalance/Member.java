package dev.tributary.kafka.rebalance;

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

/** A {@link MemberProgram} in a process of its own. */
final class Member implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private boolean stalled;

    private Member(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    static Member start(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                MemberProgram.class.getName()));
        command.addAll(List.of(arguments));
        command.add(name);
        try {
            return new Member(
                    name, new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException killed) {
            lines.add("(" + killed.getMessage() + ")");
        }
    }

    /** Waits until it has read a record. */
    void awaitShare() {
        Await.until(this + " reads", LIMIT, () -> lines.contains("reads"));
    }

    /** Fails if it has ended of its own accord. */
    void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(this + " has ended: " + lines);
        }
    }

    /** Returns how often it began anew. */
    long restarts() {
        return lines.stream().filter(line -> line.startsWith("begins anew")).count();
    }

    String name() {
        return name;
    }

    boolean wasStalled() {
        return stalled;
    }

    /** Sends SIGSTOP. */
    void stall() throws IOException, InterruptedException {
        stalled = true;
        signal("STOP");
    }

    /** Sends SIGCONT. */
    void wake() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + signal + " has failed for " + this);
        }
    }

    /** Sends SIGTERM and waits for the end. */
    void leave() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(this + " does not end: " + lines);
        }
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "member " + name;
    }
}
