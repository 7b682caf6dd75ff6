package dev.tributary.benchmarks.contest;

/**
 * How old rows were when a handler got them, in microseconds.
 *
 * @param p50 half of the rows were younger
 * @param p99 1 in 100 was older
 * @param p999 1 in 1,000 was older
 * @param max the oldest
 */
public record LatencyFigures(long p50, long p99, long p999, long max) {

    /** Returns them as a JSON object in one line. */
    public String toJson() {
        return "{\"p50\":" + p50 + ",\"p99\":" + p99 + ",\"p999\":" + p999 + ",\"max\":" + max + "}";
    }
}
