package dev.tributary.examples.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the cluster, which dies with this JVM, and whose output goes to a file. */
final class FlinkProcess implements AutoCloseable {

    /** Flink's own start scripts open these. */
    private static final List<String> OPENED = Stream.of(
                    "java.lang",
                    "java.lang.reflect",
                    "java.net",
                    "java.io",
                    "java.nio",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks",
                    "sun.nio.ch")
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();

    /** Kills the program when standard input ends, as it does when whoever started this dies. */
    private static final String DIE_TOGETHER = "exec 3<&0; \"$@\" 3<&- < /dev/null & program=$!;"
            + " { cat <&3 > /dev/null; kill -9 $program 2> /dev/null; } & watch=$!; wait $program; kill $watch";

    private final Path log;
    private final Process shell;

    private FlinkProcess(Path log, Process shell) {
        this.log = log;
        this.shell = shell;
    }

    static List<String> java(Path configuration, String classPath, String memory, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(OPENED);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
        command.addAll(List.of("-cp", classPath, main));
        if (!configuration.toString().isEmpty()) {
            command.addAll(List.of("--configDir", configuration.toString()));
        }
        return command;
    }

    static FlinkProcess start(Path log, List<String> command) {
        List<String> together = new ArrayList<>(List.of("sh", "-c", DIE_TOGETHER, "flink"));
        together.addAll(command);
        try {
            Process shell = new ProcessBuilder(together)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new FlinkProcess(log, shell);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sends SIGKILL, and returns when the process is gone. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A process does not end after SIGKILL; its log is " + log);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
