package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.runner.Score.Pass;
import java.util.Map;
import java.util.OptionalDouble;

/** What Tributary's snapshot over one connection, to JSON bytes, wants to reach: a ratio of rates. */
enum SnapshotGoal {
    OF_JDBC("JSON bytes, one connection: rate, times that of a plain JDBC read", 1.5, Copier.JDBC),
    OF_DEBEZIUM("JSON bytes, one connection: rate, times that of Debezium Embedded's JSON", 12, Copier.DEBEZIUM_JSON);

    private final String title;
    private final double wanted;
    private final Copier theirs;

    SnapshotGoal(String title, double wanted, Copier theirs) {
        this.title = title;
        this.wanted = wanted;
        this.theirs = theirs;
    }

    /** Returns all goals and what was reached of them, as Markdown. */
    static String table(Map<Copier, Score> scores) {
        StringBuilder markdown = new StringBuilder("""
                | goal | wanted | first pass | warm |
                | --- | ---: | ---: | ---: |
                """);
        for (SnapshotGoal goal : values()) {
            markdown.append("| ").append(goal.title).append(" | ≥ ").append(goal.wanted);
            for (Pass pass : Pass.values()) {
                OptionalDouble ratio = goal.ratio(scores, pass);
                markdown.append(" | ")
                        .append(ratio.isPresent() ? ScoreTable.verdict(ratio.getAsDouble(), goal.wanted) : "–");
            }
            markdown.append(" |\n");
        }
        return markdown.toString();
    }

    private OptionalDouble ratio(Map<Copier, Score> scores, Pass pass) {
        Score ours = scores.get(Copier.TRIBUTARY);
        Score other = scores.get(theirs);
        return ours != null && other != null
                ? OptionalDouble.of(ours.rowsPerSecond(pass) / other.rowsPerSecond(pass))
                : OptionalDouble.empty();
    }
}
