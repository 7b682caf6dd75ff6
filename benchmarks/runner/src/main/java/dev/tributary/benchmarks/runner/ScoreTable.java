package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.runner.Score.Pass;
import java.util.Locale;

/** Scores of contestants side by side, as Markdown. */
final class ScoreTable {

    private static final double MEGABYTE = 1e6;
    private static final String HEAD = """
            | contestant | rows/s, first pass | rows/s, warm | (slowest to fastest round) | CPU s per million rows, first | warm | allocated bytes per row, warm | peak heap MB | live heap MB | bytes made per row |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private final StringBuilder lines = new StringBuilder();

    /** Adds a line below the others. */
    void add(String title, Kit kit, Score score) {
        boolean isJava = kit != Kit.MYSQL;
        double[] range = score.range(Pass.WARM);
        lines.append("| " + title
                + " | " + grouped(score.rowsPerSecond(Pass.FIRST))
                + " | " + grouped(score.rowsPerSecond(Pass.WARM))
                + " | " + grouped(range[0]) + " to " + grouped(range[1])
                + " | " + tenths(score.cpuSeconds(Pass.FIRST))
                + " | " + tenths(score.cpuSeconds(Pass.WARM))
                + " | " + (isJava ? grouped(score.allocatedBytes(Pass.WARM)) : "–")
                + " | " + (isJava ? grouped(score.peakHeapBytes(Pass.WARM) / MEGABYTE) : "–")
                + " | " + (isJava ? grouped(score.liveHeapBytes(Pass.WARM) / MEGABYTE) : "–")
                + " | " + (score.producedBytes(Pass.WARM) > 0 ? grouped(score.producedBytes(Pass.WARM)) : "–")
                + " |\n");
    }

    /** Returns it with its head. */
    String toMarkdown() {
        return HEAD + lines;
    }

    /** Returns a ratio, and whether it is what was wanted. */
    static String verdict(double ratio, double wanted) {
        String number = String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
        return ratio >= wanted ? "**" + number + "**" : number + " (missed)";
    }

    /** Returns a whole number with its thousands apart. */
    static String grouped(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    /** Returns a number of three digits or more. */
    static String tenths(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f" : "%.1f", number);
    }
}
