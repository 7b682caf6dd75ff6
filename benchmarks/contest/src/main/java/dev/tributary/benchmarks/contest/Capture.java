package dev.tributary.benchmarks.contest;

import java.util.concurrent.TimeUnit;

/** A way to read rows: the changed rows of a binlog, or all rows of tables. */
@FunctionalInterface
public interface Capture {

    /**
     * Reads from the task's beginning to the mark, or all of the tables, and closes everything.
     *
     * @param meter is told of each row, and of the mark or the last row
     */
    void read(Task task, CaptureMeter meter) throws Exception;

    /** Reads once in a new process, and once in a warm one; prints the figures of each as a line of JSON. */
    static void run(Task task, Capture capture) throws Exception {
        long warmUpNanos = TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
        long begin = System.nanoTime();
        print(task, pass(task, capture, Usage.sinceStart()));
        while (System.nanoTime() - begin < warmUpNanos) {
            pass(task, capture, Usage.fromNow());
        }
        print(task, pass(task, capture, Usage.fromNow()));
    }

    private static CaptureMeter pass(Task task, Capture capture, Usage usage) throws Exception {
        CaptureMeter meter = new CaptureMeter(usage);
        capture.read(task, meter);
        return meter;
    }

    private static void print(Task task, CaptureMeter meter) {
        System.out.println(meter.figures(task.rows()).toJson());
    }
}
