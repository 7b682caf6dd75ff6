package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Lets contestants run, one at a time. */
final class Turns {

    private final BenchServer server;
    private final Path folder;
    private final int warmUpSeconds;

    /** @param warmUpSeconds how long a contestant reads unmeasured between what is measured cold and warm */
    Turns(BenchServer server, Path folder, int warmUpSeconds) {
        this.server = server;
        this.folder = folder;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** Lets Debezium make its history of schemas, before there are rows. */
    void prepare(List<String> tables) throws IOException, InterruptedException {
        Task task = server.task(server.end(), tables, 0, 0, folder);
        try (ContestantProcess process =
                ContestantProcess.start(Kit.DEBEZIUM, Kit.DEBEZIUM.packageName() + ".Prepare", task, folder)) {
            process.awaitFigures();
        }
    }

    /**
     * Lets a contestant read tables, and returns the figures of each pass.
     *
     * @param heap the limit of its heap in MiB
     */
    List<PassFigures> snapshot(Copier copier, List<String> tables, int rows, int heap)
            throws IOException, InterruptedException {
        Task task = server.taskWithoutMark(server.end(), tables, rows, warmUpSeconds, folder)
                .withSettings(copier.settings());
        try (ContestantProcess process =
                ContestantProcess.start(copier.kit(), copier.mainClass(), task, folder, List.of("-Xmx" + heap + "m"))) {
            return passes(process);
        }
    }

    /** Lets a contestant read a recording, and returns the figures of each pass; none if it is not to be had here. */
    List<PassFigures> run(Contestant contestant, Recording recording) throws IOException, InterruptedException {
        Task task = server.task(
                recording.begin(), recording.dataset().tables(), recording.capturedRows(), warmUpSeconds, folder);
        if (contestant.kit() == Kit.MYSQL) {
            Mysqlbinlog program = Mysqlbinlog.of(task.port(), folder).orElse(null);
            return program == null ? List.of() : List.of(program.copy(task, recording));
        }
        return passes(contestant, task, List.of());
    }

    /** Lets a contestant that is in Java read a recording, and returns where its time goes once it is warm. */
    Profile profile(Contestant contestant, Recording recording) throws IOException, InterruptedException {
        Task task = server.task(
                recording.begin(), recording.dataset().tables(), recording.capturedRows(), warmUpSeconds, folder);
        Path samples = folder.resolve("samples.jfr");
        passes(contestant, task, Profile.options(samples));
        return Profile.read(samples);
    }

    private List<PassFigures> passes(Contestant contestant, Task task, List<String> options)
            throws IOException, InterruptedException {
        try (ContestantProcess process =
                ContestantProcess.start(contestant.kit(), contestant.mainClass(), task, folder, options)) {
            return passes(process);
        }
    }

    private static List<PassFigures> passes(ContestantProcess process) throws IOException, InterruptedException {
        return process.awaitFigures().stream().map(FiguresReader::passFigures).toList();
    }
}
