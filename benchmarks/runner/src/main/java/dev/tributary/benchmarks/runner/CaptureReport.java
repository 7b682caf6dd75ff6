package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.runner.Score.Pass;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The scores of all contestants on all recordings, as Markdown. */
final class CaptureReport {

    private static final double MEGABYTE = 1e6;

    private final Map<Dataset, Recording> recordings = new EnumMap<>(Dataset.class);
    private final Map<Dataset, Map<Contestant, Score>> scores = new EnumMap<>(Dataset.class);

    void add(Recording recording, Map<Contestant, Score> ofContestants) {
        recordings.put(recording.dataset(), recording);
        scores.put(recording.dataset(), ofContestants);
    }

    /** Returns all tables. */
    String tables() throws IOException {
        StringBuilder markdown = new StringBuilder(goals());
        for (Dataset dataset : scores.keySet()) {
            markdown.append("\n### ").append(dataset.title()).append("\n\n").append(table(dataset));
        }
        return markdown.append("\n### On the class path\n\n")
                .append(classPaths())
                .toString();
    }

    /** Draws the charts and returns how the page shows them. */
    String draw() throws IOException {
        StringBuilder markdown = new StringBuilder();
        for (Dataset dataset : scores.keySet()) {
            BarChart rates = new BarChart(dataset.title() + ": rows/s, warm", value -> ScoreTable.grouped(value));
            BarChart costs = new BarChart(
                    dataset.title() + ": CPU seconds a million rows, warm", value -> ScoreTable.tenths(value));
            scores.getOrDefault(dataset, Map.of()).forEach((contestant, score) -> {
                boolean ours = contestant.kit() == Kit.TRIBUTARY;
                rates.add(contestant.title(), score.rowsPerSecond(Pass.WARM), ours);
                costs.add(contestant.title(), score.cpuSeconds(Pass.WARM), ours);
            });
            markdown.append('\n').append(BenchmarksPage.draw("rate-" + dataset.id(), dataset.title(), rates));
            if (dataset == Dataset.INSERTS) {
                markdown.append('\n')
                        .append(BenchmarksPage.draw("cpu-" + dataset.id(), "CPU, " + dataset.title(), costs));
            }
        }
        return markdown.toString();
    }

    private String table(Dataset dataset) {
        Recording recording = recordings.get(dataset);
        StringBuilder markdown = new StringBuilder();
        if (recording != null) {
            markdown.append(ScoreTable.grouped(recording.rows()))
                    .append(" rows, ")
                    .append(ScoreTable.grouped(recording.bytes() / MEGABYTE))
                    .append(" MB of binlog.\n\n");
        }
        ScoreTable table = new ScoreTable();
        scores.getOrDefault(dataset, Map.of())
                .forEach((contestant, score) -> table.add(contestant.title(), contestant.kit(), score));
        return markdown.append(table.toMarkdown()).toString();
    }

    private String goals() {
        StringBuilder markdown = new StringBuilder("""
                | goal | wanted | first pass | warm |
                | --- | ---: | ---: | ---: |
                """);
        for (Goal goal : Goal.values()) {
            markdown.append("| ").append(goal.title()).append(" | ≥ ").append(goal.wanted());
            for (Pass pass : Pass.values()) {
                OptionalDouble ratio = goal.ratio(scores.getOrDefault(goal.dataset(), Map.of()), pass);
                markdown.append(" | ")
                        .append(ratio.isPresent() ? ScoreTable.verdict(ratio.getAsDouble(), goal.wanted()) : "–");
            }
            markdown.append(" |\n");
        }
        return markdown.toString();
    }

    private static String classPaths() throws IOException {
        StringBuilder markdown = new StringBuilder("| | jars | MB |\n| --- | ---: | ---: |\n");
        for (Kit kit : List.of(Kit.TRIBUTARY, Kit.CONNECTOR, Kit.DEBEZIUM)) {
            markdown.append("| ")
                    .append(kit.title())
                    .append(" | ")
                    .append(kit.jars().size())
                    .append(" | ")
                    .append(ScoreTable.tenths(kit.jarBytes() / MEGABYTE))
                    .append(" |\n");
        }
        return markdown.toString();
    }
}
