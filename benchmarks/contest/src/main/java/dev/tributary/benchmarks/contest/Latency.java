package dev.tributary.benchmarks.contest;

/** A way to follow the changed rows of a binlog as they are written. */
@FunctionalInterface
public interface Latency {

    /**
     * Follows the rows from the task's beginning to the mark, and closes everything.
     *
     * @param meter is told of each row and of the mark
     */
    void follow(Task task, LatencyMeter meter) throws Exception;

    /** Follows once, and prints the figures as a line of JSON. */
    static void run(Task task, Latency latency) throws Exception {
        LatencyMeter meter = new LatencyMeter(task);
        latency.follow(task, meter);
        System.out.println(meter.figures().toJson());
    }
}
