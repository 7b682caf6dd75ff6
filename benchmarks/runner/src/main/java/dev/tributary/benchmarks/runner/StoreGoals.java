package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Load;
import dev.tributary.benchmarks.runner.Score.Pass;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What Tributary's JDBC sink wants to reach: ratios of rates. */
final class StoreGoals {

    private static final double OF_BY_HAND = 1.5;
    private static final double OF_FILE = 0.8;
    private static final double OF_DEBEZIUM = 3;

    private final Map<Load, Map<Storer, Score>> scores;
    private final StringBuilder lines = new StringBuilder("""
            | goal | wanted | load | first pass | warm |
            | --- | ---: | --- | ---: | ---: |
            """);

    private StoreGoals(Map<Load, Map<Storer, Score>> scores) {
        this.scores = scores;
    }

    /** Returns all goals and what was reached of them, as Markdown. */
    static String table(Map<Load, Map<Storer, Score>> scores) {
        StoreGoals goals = new StoreGoals(scores);
        goals.add(
                "One writer: rate, times that of the best by hand over one connection",
                OF_BY_HAND,
                Storer.TRIBUTARY,
                Storer::isByHand);
        goals.add(
                "Four writers: rate, times that of files over one connection",
                OF_FILE,
                Storer.TRIBUTARY_FOUR,
                storer -> storer == Storer.FILE);
        goals.add(
                "One writer: rate, times that of Debezium's sink, the better of its two",
                OF_DEBEZIUM,
                Storer.TRIBUTARY,
                storer -> storer.kit() == Kit.DEBEZIUMSINK);
        return goals.lines.toString();
    }

    private void add(String title, double wanted, Storer ours, Predicate<Storer> theirs) {
        scores.forEach((load, of) -> {
            lines.append("| ").append(title).append(" | ≥ ").append(wanted);
            lines.append(" | ").append(JdbcReport.title(load));
            for (Pass pass : Pass.values()) {
                OptionalDouble best = best(of, theirs, pass);
                Score score = of.get(ours);
                lines.append(" | ")
                        .append(
                                score == null || best.isEmpty()
                                        ? "–"
                                        : ScoreTable.verdict(score.rowsPerSecond(pass) / best.getAsDouble(), wanted));
            }
            lines.append(" |\n");
        });
    }

    private static OptionalDouble best(Map<Storer, Score> scores, Predicate<Storer> which, Pass pass) {
        return scores.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToDouble(entry -> entry.getValue().rowsPerSecond(pass))
                .max();
    }
}
