package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of a kit in a JVM of its own. */
final class ContestantProcess implements AutoCloseable {

    /** The heap that contestants have unless it is said otherwise, in MiB. */
    static final int HEAP = 512;

    private static final long LIMIT_MINUTES = 10;

    private final String mainClass;
    private final Process process;
    private final Path output;
    private final Path errors;

    private ContestantProcess(String mainClass, Process process, Path output, Path errors) {
        this.mainClass = mainClass;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    static ContestantProcess start(Kit kit, String mainClass, Task task, Path folder) throws IOException {
        return start(kit, mainClass, task, folder, List.of());
    }

    /** @param options for the JVM; a heap among them goes before the usual one */
    static ContestantProcess start(Kit kit, String mainClass, Task task, Path folder, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP + "m"));
        command.addAll(options);
        command.addAll(List.of("-cp", kit.classPath(), mainClass));
        command.addAll(task.toArguments());
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new ContestantProcess(mainClass, process, output, errors);
    }

    /** Waits for the end and returns the lines of JSON that were printed. */
    List<String> awaitFigures() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(mainClass + " has not ended within " + LIMIT_MINUTES + " minutes"
                    + "; its errors are:\n" + text(errors));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(mainClass + " has failed:\n" + text(errors));
        }
        return text(output).lines().filter(line -> line.startsWith("{")).toList();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
