package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.runner.Score.Pass;
import java.util.Map;
import java.util.OptionalDouble;

/** What Tributary's Kafka sink wants to reach: a ratio of rates. */
enum SinkGoal {
    OF_PRODUCER(
            "From the binlog, at least once: rate, times that of a producer alone",
            0.85,
            TopicWriter.TRIBUTARY,
            TopicWriter.PRODUCER),
    OF_TRANSACTIONAL_PRODUCER(
            "From the binlog, exactly once: rate, times that of a transactional producer alone",
            0.85,
            TopicWriter.TRIBUTARY_EXACTLY_ONCE,
            TopicWriter.PRODUCER_TRANSACTIONAL),
    MEMORY_OF_PRODUCER(
            "From memory, at least once: rate, times that of a producer alone",
            0.85,
            TopicWriter.TRIBUTARY_MEMORY,
            TopicWriter.PRODUCER),
    MEMORY_OF_TRANSACTIONAL_PRODUCER(
            "From memory, exactly once: rate, times that of a transactional producer alone",
            0.85,
            TopicWriter.TRIBUTARY_MEMORY_EXACTLY_ONCE,
            TopicWriter.PRODUCER_TRANSACTIONAL),
    OF_DEBEZIUM(
            "From the binlog, at least once: rate, times that of Debezium Embedded by hand",
            6,
            TopicWriter.TRIBUTARY,
            TopicWriter.DEBEZIUM),
    EXACTLY_ONCE_OF_DEBEZIUM(
            "From the binlog, exactly once: rate, times that of Debezium Embedded by hand, at least once",
            6,
            TopicWriter.TRIBUTARY_EXACTLY_ONCE,
            TopicWriter.DEBEZIUM);

    private final String title;
    private final double wanted;
    private final TopicWriter ours;
    private final TopicWriter theirs;

    SinkGoal(String title, double wanted, TopicWriter ours, TopicWriter theirs) {
        this.title = title;
        this.wanted = wanted;
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Returns all goals and what was reached of them, as Markdown. */
    static String table(Map<TopicWriter, Score> scores) {
        StringBuilder markdown = new StringBuilder("""
                | goal | wanted | first pass | warm |
                | --- | ---: | ---: | ---: |
                """);
        for (SinkGoal goal : values()) {
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

    private OptionalDouble ratio(Map<TopicWriter, Score> scores, Pass pass) {
        Score score = scores.get(ours);
        Score other = scores.get(theirs);
        return score != null && other != null
                ? OptionalDouble.of(score.rowsPerSecond(pass) / other.rowsPerSecond(pass))
                : OptionalDouble.empty();
    }
}
