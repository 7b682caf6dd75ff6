package dev.tributary.benchmarks.tributary;

import dev.tributary.ChangeEvent;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.Task;

/** Reads every column of each change by its typed getter. */
final class ReadCapture {

    private ReadCapture() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            TypedReads reads = new TypedReads();
            Pipelines.readToMark(
                    task,
                    (ChangeEvent change) -> {
                        change.before().ifPresent(reads::read);
                        change.after().ifPresent(reads::read);
                        meter.row(0);
                    },
                    meter::mark);
            System.err.println(reads.values() + " values read");
        });
    }
}
