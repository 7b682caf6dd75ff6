package dev.tributary.examples;

import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Runs a pipeline until it is told to end. */
final class RunOptions {

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
    private static final Duration FOR_EVER = Duration.ofDays(365);

    @Option(names = "--until-caught-up", description = "End when all that was written before the start is stored.")
    private boolean untilCaughtUp;

    /** Returns the program's exit status. SIGTERM and Ctrl-C end the pipeline in order: what was read is stored and saved. */
    int run(Pipeline pipeline) throws InterruptedException {
        try (RunningPipeline running = pipeline.start();
                SnapshotBar bar = SnapshotBar.of(() -> running.status().snapshots())) {
            bar.showOnTerminal();
            Thread onSignal = new Thread(() -> stop(running), "stop-on-signal");
            Runtime.getRuntime().addShutdownHook(onSignal);
            boolean complete = true;
            if (untilCaughtUp) {
                running.awaitCaughtUp(FOR_EVER); // false if it has ended before, as one that only takes a snapshot does
                complete = running.stop(STOP_DEADLINE);
            }
            running.await();
            return complete ? 0 : 1;
        }
    }

    private static void stop(RunningPipeline running) {
        boolean ended = running.status().state().isTerminal();
        if (!ended && !running.stop(STOP_DEADLINE)) {
            System.err.println("Not all that was read is stored; the next start reads it again");
        }
    }
}
