package dev.tributary.benchmarks.contest;

import java.time.Instant;
import java.util.Arrays;

/** Notes how old each row is when a handler gets it. Told by one thread at a time. */
public final class LatencyMeter {

    private final long rows;
    private final long unmeasured;
    private final long[] micros;
    private int measured;
    private long seen;

    LatencyMeter(Task task) {
        rows = task.rows();
        unmeasured = task.unmeasured();
        micros = new long[Math.toIntExact(task.rows() - task.unmeasured())];
    }

    /**
     * Notes a row.
     *
     * @param sentMicros when the writer sent it, in microseconds since 1970
     */
    public void row(long sentMicros) {
        if (seen++ >= unmeasured && measured < micros.length) {
            micros[measured++] = nowMicros() - sentMicros;
        }
    }

    /** The time of this machine in microseconds since 1970, the same clock for all processes. */
    public static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    LatencyFigures figures() {
        if (seen != rows) {
            throw new IllegalStateException(
                    "Up to the mark " + seen + " rows were seen, but " + rows + " were written");
        }
        Arrays.sort(micros);
        return new LatencyFigures(quantile(0.5), quantile(0.99), quantile(0.999), micros[micros.length - 1]);
    }

    private long quantile(double share) {
        return micros[(int) Math.ceil(share * micros.length) - 1];
    }
}
