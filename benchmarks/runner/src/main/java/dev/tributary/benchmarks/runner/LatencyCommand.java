package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.LatencyFigures;
import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how old a row is when a handler gets it, at 1,000 transactions a second. */
@Command(name = "latency", description = "Let each contestant follow 1,000 transactions a second in turn.")
final class LatencyCommand implements Callable<Integer> {

    private static final int ROWS_PER_SECOND = 1000;
    private static final int MEASURED_SECONDS = 20;
    private static final int QUICK_SECONDS = 6;
    private static final int WARM_UP_SECONDS = 15;
    private static final List<String> TABLES = List.of("ticks");

    private final Map<Follower, List<LatencyFigures>> figures = new EnumMap<>(Follower.class);

    @Option(names = "--quick", description = "A few seconds, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (BenchServer server = BenchServer.start()) {
            new Turns(server, folder, 0).prepare(TABLES);
            for (int round = 1; round <= (quick ? 1 : rounds); round++) {
                for (Follower follower : Follower.values()) {
                    System.err.println("Round " + round + ": " + follower.title());
                    figures.computeIfAbsent(follower, none -> new ArrayList<>()).add(follow(server, follower, folder));
                }
            }
            String report = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; MySQL "
                    + server.version() + "; medians of " + (quick ? 1 : rounds) + " round(s).\n\n" + table();
            System.out.println(report);
            if (!quick) {
                BenchmarksPage.write("latency", report + "\n" + draw());
                System.out.println("Written to docs/benchmarks.md");
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private LatencyFigures follow(BenchServer server, Follower follower, Path folder) throws Exception {
        int unmeasured = WARM_UP_SECONDS * ROWS_PER_SECOND;
        int rows = unmeasured + (quick ? QUICK_SECONDS : MEASURED_SECONDS) * ROWS_PER_SECOND;
        Task task = server.task(server.end(), TABLES, rows, 0, folder)
                .withUnmeasured(unmeasured)
                .withSettings(follower.settings());
        try (ContestantProcess process = ContestantProcess.start(follower.kit(), follower.mainClass(), task, folder)) {
            long late = new OpenLoop(server, ROWS_PER_SECOND).write(rows);
            if (late > 1_000_000_000L) {
                System.err.println("Caution: the writers ended " + late / 1_000_000 + " ms behind their schedule");
            }
            server.execute(List.of("USE " + Tables.DATABASE, Tables.mark()));
            return FiguresReader.latencyFigures(process.awaitFigures().get(0));
        }
    }

    private String table() {
        LatencyTable table = new LatencyTable();
        figures.forEach((follower, rounds) -> table.add(follower.title(), rounds));
        double ratio = (double) median(Follower.TRIBUTARY, LatencyFigures::p99)
                / median(Follower.DEBEZIUM, LatencyFigures::p99);
        double tuned = (double) median(Follower.TRIBUTARY, LatencyFigures::p99)
                / median(Follower.DEBEZIUM_TUNED, LatencyFigures::p99);
        return table.toMarkdown()
                + String.format(
                        Locale.ROOT,
                        "%nGoal: a p99 of at most 0.5 times Debezium's; reached: %.3f times (defaults), %.3f times (tuned).%n",
                        ratio,
                        tuned);
    }

    private String draw() throws IOException {
        BarChart chart =
                new BarChart("p99 from sending a row to the handler, ms", micros -> LatencyTable.millis((long) micros));
        figures.keySet()
                .forEach(follower -> chart.add(
                        follower.title(),
                        (double) median(follower, LatencyFigures::p99),
                        follower == Follower.TRIBUTARY));
        return BenchmarksPage.draw("latency", "Latency", chart);
    }

    private long median(Follower follower, ToLongFunction<LatencyFigures> quantile) {
        return LatencyTable.median(figures.getOrDefault(follower, List.of()), quantile);
    }
}
