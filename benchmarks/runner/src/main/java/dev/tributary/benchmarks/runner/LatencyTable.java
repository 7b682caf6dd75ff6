package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.LatencyFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** How late rows came with each contestant, as Markdown: each figure is the median of all rounds. */
final class LatencyTable {

    private static final String HEAD = """
            | contestant | p50 ms | p99 ms | p99.9 ms | longest ms |
            | --- | ---: | ---: | ---: | ---: |
            """;

    private final StringBuilder lines = new StringBuilder();

    /** Adds a line below the others. */
    void add(String title, List<LatencyFigures> rounds) {
        lines.append("| ").append(title);
        for (ToLongFunction<LatencyFigures> quantile : List.<ToLongFunction<LatencyFigures>>of(
                LatencyFigures::p50, LatencyFigures::p99, LatencyFigures::p999, LatencyFigures::max)) {
            lines.append(" | ").append(millis(median(rounds, quantile)));
        }
        lines.append(" |\n");
    }

    /** Returns it with its head. */
    String toMarkdown() {
        return HEAD + lines;
    }

    static long median(List<LatencyFigures> rounds, ToLongFunction<LatencyFigures> quantile) {
        List<LatencyFigures> sorted = new ArrayList<>(rounds);
        sorted.sort(Comparator.comparingLong(quantile));
        return quantile.applyAsLong(sorted.get(sorted.size() / 2));
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1e3);
    }
}
