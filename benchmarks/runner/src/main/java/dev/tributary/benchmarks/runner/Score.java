package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contestant's runs over one recording took: each figure is the median of all rounds.
 *
 * @param rows of the recording, in all tables
 * @param rounds the figures of the passes of each round
 */
record Score(int rows, List<List<PassFigures>> rounds) {

    private static final double MILLION = 1e6;
    private static final double NANOS = 1e9;

    /** A pass in a process. */
    enum Pass {
        /** In a new JVM, which compiles meanwhile. */
        FIRST,
        /** In the same JVM, warm; of a program that is no Java, the same as the first. */
        WARM;

        private PassFigures of(List<PassFigures> passes) {
            return passes.get(this == FIRST ? 0 : passes.size() - 1);
        }
    }

    double rowsPerSecond(Pass pass) {
        return rows * NANOS / median(pass, PassFigures::nanos);
    }

    /** CPU seconds a million rows. */
    double cpuSeconds(Pass pass) {
        return median(pass, PassFigures::cpuNanos) / NANOS * MILLION / rows;
    }

    double allocatedBytes(Pass pass) {
        return median(pass, PassFigures::allocatedBytes) / rows;
    }

    double producedBytes(Pass pass) {
        return median(pass, PassFigures::producedBytes) / rows;
    }

    double peakHeapBytes(Pass pass) {
        return median(pass, PassFigures::peakHeapBytes);
    }

    double liveHeapBytes(Pass pass) {
        return median(pass, PassFigures::liveHeapBytes);
    }

    /** The slowest and the fastest round, in rows a second. */
    double[] range(Pass pass) {
        double[] sorted = sorted(pass, figures -> rows * NANOS / figures.nanos());
        return new double[] {sorted[0], sorted[sorted.length - 1]};
    }

    private double median(Pass pass, ToDoubleFunction<PassFigures> figure) {
        double[] sorted = sorted(pass, figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double[] sorted(Pass pass, ToDoubleFunction<PassFigures> figure) {
        return rounds.stream().map(pass::of).mapToDouble(figure).sorted().toArray();
    }
}
