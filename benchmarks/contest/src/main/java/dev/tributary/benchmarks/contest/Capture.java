package dev.tributary.benchmarks.contest;

/** A way to read the changed rows of a binlog. */
@FunctionalInterface
public interface Capture {

    /**
     * Reads from the task's beginning to the mark, and closes everything.
     *
     * @param meter is told of each row and of the mark
     */
    void read(Task task, CaptureMeter meter) throws Exception;

    /** Makes all passes in this process, and prints the figures of each as a line of JSON. */
    static void run(Task task, Capture capture) throws Exception {
        for (int pass = 1; pass <= task.passes(); pass++) {
            CaptureMeter meter = new CaptureMeter(pass == 1 ? Usage.sinceStart() : Usage.fromNow());
            capture.read(task, meter);
            System.out.println(meter.figures(task.rows()).toJson());
        }
    }
}
