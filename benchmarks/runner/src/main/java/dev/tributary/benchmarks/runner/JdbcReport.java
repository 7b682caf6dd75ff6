package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Load;
import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the contestants took to store the changes, as Markdown. */
final class JdbcReport {

    private final Target target;
    private final int rows;
    private final Map<Load, Map<Storer, List<List<PassFigures>>>> rounds = new EnumMap<>(Load.class);

    /** @param rows how many changes a load has */
    JdbcReport(Target target, int rows) {
        this.target = target;
        this.rows = rows;
    }

    static String title(Load load) {
        return switch (load) {
            case INSERTS -> "new rows";
            case UPDATES -> "updates";
            case MIXED -> "mixed with deletes";
            case HOT_KEYS -> "a hundred hot rows";
        };
    }

    /** Adds a round of a contestant. */
    void add(Load load, Storer storer, List<PassFigures> passes) {
        rounds.computeIfAbsent(load, none -> new EnumMap<>(Storer.class))
                .computeIfAbsent(storer, none -> new ArrayList<>())
                .add(passes);
    }

    /** Returns all tables. */
    String tables() {
        Map<Load, Map<Storer, Score>> scores = scores();
        StringBuilder markdown = new StringBuilder(StoreGoals.table(scores));
        scores.forEach((load, of) -> {
            ScoreTable table = new ScoreTable();
            of.forEach((storer, score) -> table.add(storer.title(), storer.kit(), score));
            markdown.append("\n#### With ").append(title(load)).append("\n\n");
            markdown.append(ScoreTable.grouped(rows)).append(" changes.\n\n").append(table.toMarkdown());
        });
        return markdown.toString();
    }

    /** Draws the charts and returns how the page shows them. */
    String draw() throws IOException {
        StringBuilder markdown = new StringBuilder();
        for (Map.Entry<Load, Map<Storer, Score>> entry : scores().entrySet()) {
            String title = "To a table, " + title(entry.getKey());
            BarChart rates = new BarChart(title + ": rows/s, warm", ScoreTable::grouped);
            entry.getValue()
                    .forEach((storer, score) ->
                            rates.add(storer.title(), score.rowsPerSecond(Score.Pass.WARM), storer.isOurs()));
            String file = "rate-" + target.id() + "-"
                    + entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-');
            markdown.append("\n").append(BenchmarksPage.draw(file, title, rates));
        }
        return markdown.toString();
    }

    private Map<Load, Map<Storer, Score>> scores() {
        Map<Load, Map<Storer, Score>> scores = new EnumMap<>(Load.class);
        rounds.forEach((load, of) -> {
            Map<Storer, Score> byStorer = new EnumMap<>(Storer.class);
            of.forEach((storer, passes) -> byStorer.put(storer, new Score(rows, passes)));
            scores.put(load, byStorer);
        });
        return scores;
    }
}
