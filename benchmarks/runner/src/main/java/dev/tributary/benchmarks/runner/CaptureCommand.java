package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast, and at which cost, the changes in a binlog are captured. */
@Command(name = "capture", description = "Let each contestant read the same binlog in turn.")
final class CaptureCommand implements Callable<Integer> {

    private static final int WARM_UP_SECONDS = 12;
    private static final int PROFILE_SECONDS = 30;

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Option(
            names = "--profile",
            description = "Instead of measuring, show which methods take the time of Tributary's contestants.")
    private boolean profile;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (BenchServer server = BenchServer.start()) {
            if (profile) {
                profile(server, new Turns(server, folder, PROFILE_SECONDS));
                return 0;
            }
            CaptureReport report = measure(server, new Turns(server, folder, quick ? 0 : WARM_UP_SECONDS));
            String machine = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; MySQL "
                    + server.version() + ", Debezium " + Kit.DEBEZIUM.versionOf("debezium-embedded")
                    + ", mysql-binlog-connector-java " + Kit.CONNECTOR.versionOf("mysql-binlog-connector-java")
                    + "; medians of " + (quick ? 1 : rounds) + " round(s).\n\n";
            System.out.println(machine + report.tables());
            if (!quick) {
                BenchmarksPage.write("capture", machine + report.tables() + report.draw());
                System.out.println("Written to docs/benchmarks.md");
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    /** The datasets of the goals that are missed, by the contestants that miss them. */
    private void profile(BenchServer server, Turns turns) throws IOException, InterruptedException, SQLException {
        StringBuilder markdown = new StringBuilder("Sampled on " + LocalDate.now(ZoneOffset.UTC) + " on "
                + Machine.describe() + "; MySQL " + server.version() + ".\n");
        for (Dataset dataset : List.of(Dataset.INSERTS, Dataset.WIDE_TEXT)) {
            System.err.println("Writing " + dataset + " ...");
            Recording recording = server.record(dataset, quick);
            for (Contestant contestant : List.of(Contestant.TRIBUTARY_JSON, Contestant.TRIBUTARY_READ)) {
                System.err.println("Sampling " + dataset + ", " + contestant.title());
                markdown.append("\n**")
                        .append(dataset.title())
                        .append(": ")
                        .append(contestant.title())
                        .append("**\n\n")
                        .append(turns.profile(contestant, recording).table());
            }
        }
        System.out.println(markdown);
        if (!quick) {
            BenchmarksPage.write("profile", markdown.toString());
            System.out.println("Written to docs/benchmarks.md");
        }
    }

    private CaptureReport measure(BenchServer server, Turns turns)
            throws IOException, InterruptedException, SQLException {
        turns.prepare(Tables.captured());
        Map<Recording, Map<Contestant, List<List<PassFigures>>>> figures = record(server);
        for (int round = 1; round <= (quick ? 1 : rounds); round++) {
            for (Map.Entry<Recording, Map<Contestant, List<List<PassFigures>>>> entry : figures.entrySet()) {
                for (Contestant contestant : Contestant.of(entry.getKey().dataset())) {
                    System.err.println("Round " + round + ": " + entry.getKey().dataset() + ", " + contestant.title());
                    List<PassFigures> passes = turns.run(contestant, entry.getKey());
                    if (!passes.isEmpty()) {
                        entry.getValue()
                                .computeIfAbsent(contestant, none -> new ArrayList<>())
                                .add(passes);
                    }
                }
            }
        }
        CaptureReport report = new CaptureReport();
        figures.forEach((recording, runs) -> {
            Map<Contestant, Score> scores = new EnumMap<>(Contestant.class);
            runs.forEach((contestant, passes) -> scores.put(contestant, new Score(recording.rows(), passes)));
            report.add(recording, scores);
        });
        return report;
    }

    private Map<Recording, Map<Contestant, List<List<PassFigures>>>> record(BenchServer server) throws SQLException {
        Map<Recording, Map<Contestant, List<List<PassFigures>>>> figures = new LinkedHashMap<>();
        for (Dataset dataset : Dataset.values()) {
            System.err.println("Writing " + dataset + " ...");
            figures.put(server.record(dataset, quick), new EnumMap<>(Contestant.class));
        }
        return figures;
    }
}
