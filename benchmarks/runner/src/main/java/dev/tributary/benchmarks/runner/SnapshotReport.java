package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.runner.Score.Pass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the contestants took to read the tables, as Markdown. */
final class SnapshotReport {

    private final int rows;
    private final Map<Copier, List<List<PassFigures>>> rounds = new EnumMap<>(Copier.class);
    private final Map<Copier, Optional<Score>> inSmallHeap = new EnumMap<>(Copier.class);

    /** @param rows of all tables */
    SnapshotReport(int rows) {
        this.rows = rows;
    }

    /** Adds a round of a contestant. */
    void add(Copier copier, List<PassFigures> passes) {
        rounds.computeIfAbsent(copier, none -> new ArrayList<>()).add(passes);
    }

    /** Adds a run in the small heap; without passes where the contestant did not come to its end. */
    void addInSmallHeap(Copier copier, List<PassFigures> passes) {
        inSmallHeap.put(copier, passes.isEmpty() ? Optional.empty() : Optional.of(new Score(rows, List.of(passes))));
    }

    /** Returns all tables. */
    String tables() {
        Map<Copier, Score> scores = scores();
        ScoreTable table = new ScoreTable();
        scores.forEach((copier, score) -> table.add(copier.title(), copier.kit(), score));
        return SnapshotGoal.table(scores) + "\n" + ScoreTable.grouped(rows) + " rows.\n\n" + table.toMarkdown()
                + "\n### In a heap of " + SnapshotCommand.SMALL_HEAP + " MiB\n\n" + smallHeap();
    }

    /** Draws the chart and returns how the page shows it. */
    String draw() throws IOException {
        BarChart rates = new BarChart("Snapshot: rows/s, warm", ScoreTable::grouped);
        scores().forEach((copier, score) ->
                rates.add(copier.title(), score.rowsPerSecond(Pass.WARM), copier.kit() == Kit.TRIBUTARY));
        return "\n" + BenchmarksPage.draw("rate-snapshot", "Snapshot", rates);
    }

    private Map<Copier, Score> scores() {
        Map<Copier, Score> scores = new EnumMap<>(Copier.class);
        rounds.forEach((copier, passes) -> scores.put(copier, new Score(rows, passes)));
        return scores;
    }

    private String smallHeap() {
        StringBuilder markdown = new StringBuilder("""
                | contestant | rows/s, warm | peak heap MB | live heap MB |
                | --- | ---: | ---: | ---: |
                """);
        inSmallHeap.forEach((copier, score) -> markdown.append("| ")
                .append(copier.title())
                .append(score.map(SnapshotReport::memory).orElse(" | did not come to its end | – | – |\n")));
        return markdown.toString();
    }

    private static String memory(Score score) {
        return " | " + ScoreTable.grouped(score.rowsPerSecond(Pass.WARM))
                + " | " + ScoreTable.grouped(score.peakHeapBytes(Pass.WARM) / 1e6)
                + " | " + ScoreTable.grouped(score.liveHeapBytes(Pass.WARM) / 1e6)
                + " |\n";
    }
}
