package dev.tributary;

import java.time.Duration;

/**
 * A snapshot that was asked for on a running pipeline: rows that are there already are read beside the stream of changes,
 * and delivered in one order with them. It lasts over restarts of the pipeline within its run. Thread-safe.
 */
public interface RunningSnapshot {

    /** Returns what is to be read. */
    SnapshotTable table();

    /** Returns how far it is. Cheap; never waits. */
    SnapshotProgress progress();

    /** Holds reading back; changes flow on. Does nothing if it is paused or has ended. */
    void pause();

    /** Lets reading go on after {@link #pause()}. */
    void resume();

    /** Ends it for good; rows that were read already are still delivered. Does nothing if it has ended. */
    void cancel();

    /**
     * Waits until all of its rows are stored by the sinks and the position saved that says so: no later start of the pipeline
     * will read them again.
     *
     * @param timeout the longest wait
     * @return whether that was reached in time; false too if the snapshot was cancelled, or the pipeline stopped, before
     * @throws PipelineException if the pipeline, or this snapshot alone, has failed
     * @throws IllegalStateException if a function of the pipeline calls it: it would wait for itself
     */
    boolean await(Duration timeout) throws InterruptedException;
}
