package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The server's own program for its binlog, run in the way in which the server itself is run. */
final class Mysqlbinlog {

    private static final long CPU_SAMPLE_MILLIS = 5;

    private final List<String> command;
    private final Path folder;

    private Mysqlbinlog(List<String> command, Path folder) {
        this.command = command;
        this.folder = folder;
    }

    /** Finds it beside the program of a server that listens on a port of this machine. */
    static Optional<Mysqlbinlog> of(int port, Path folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> command(process, port).stream())
                .findFirst()
                .map(command -> new Mysqlbinlog(command, folder));
    }

    private static Optional<List<String>> command(ProcessHandle process, int port) {
        List<String> words = new ArrayList<>(process.info().command().stream().toList());
        words.addAll(process.info().arguments().map(List::of).orElse(List.of()));
        if (!words.contains("--port=" + port)) {
            return Optional.empty();
        }
        for (int i = 0; i < words.size(); i++) {
            Path program = Path.of(words.get(i));
            if (program.endsWith("mysqld")) {
                return program(program).map(found -> {
                    List<String> command = new ArrayList<>(words.subList(0, words.indexOf(program.toString())));
                    command.add(found.toString());
                    return command;
                });
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> program(Path mysqld) {
        return List.of(
                        mysqld.resolveSibling("mysqlbinlog"),
                        mysqld.resolveSibling("../bin/mysqlbinlog").normalize())
                .stream()
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Copies a binlog file; the figures have neither heap nor allocation. */
    PassFigures copy(Task task, Recording recording) throws IOException, InterruptedException {
        Path copy = folder.resolve("copy-");
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(
                "--no-defaults",
                "--read-from-remote-server",
                "--raw",
                "--result-file=" + copy,
                "--host=" + task.host(),
                "--port=" + task.port(),
                "--user=" + task.user(),
                "--password=" + task.password(),
                "--ssl-mode=DISABLED",
                "--get-server-public-key",
                task.file()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("OPENSSL_CONF", "/dev/null"); // that of this machine may not suit the program
        long start = System.nanoTime();
        Process process = builder.start();
        Duration cpu = Duration.ZERO;
        while (!process.waitFor(CPU_SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
            cpu = process.info().totalCpuDuration().orElse(cpu);
        }
        long nanos = System.nanoTime() - start;
        check(
                process,
                copy.resolveSibling(copy.getFileName() + task.file()),
                recording.begin().position() + recording.bytes());
        return new PassFigures(recording.capturedRows(), nanos, cpu.toNanos(), 0, 0, 0, recording.bytes());
    }

    private void check(Process process, Path copied, long expectedBytes) throws IOException {
        if (process.exitValue() != 0) {
            throw new IllegalStateException("mysqlbinlog has failed: " + Files.readString(folder.resolve("errors")));
        }
        long bytes = Files.size(copied);
        Files.delete(copied);
        if (bytes < expectedBytes) {
            throw new IllegalStateException("mysqlbinlog has copied " + bytes + " bytes of " + expectedBytes);
        }
    }
}
