package dev.tributary.examples.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A job in a JVM of its own, as an engine's cluster would have it; its output goes to a file. */
final class JobProcess implements AutoCloseable {

    private final Path log;
    private final Process process;

    private JobProcess(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    static JobProcess start(Path log, List<String> jvmOptions, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new JobProcess(log, process);
    }

    /** Throws if the job has ended by itself. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "The job has ended with " + process.exitValue() + ":\n" + Files.readString(log));
        }
    }

    /** Kills the job, as {@code kill -9} does, and waits for its end. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
