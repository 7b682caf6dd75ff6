package dev.tributary;

import java.time.Duration;

/** A pipeline that was started. Thread-safe. */
public interface RunningPipeline extends AutoCloseable {

    /** Returns what the pipeline is doing, and its counts. Cheap; never waits. */
    PipelineStatus status();

    /**
     * Waits until everything that was written to the source before this call is stored by the sinks and its position
     * saved. Where a consumer group shares the source out, that is what this pipeline has been given of it: what another
     * member has, one that was killed too until the group gives its share away, is that member's, and what the group is moving
     * at that moment may be left out.
     *
     * @param timeout the longest wait
     * @return whether that was reached in time; false too if the pipeline was stopped before
     * @throws PipelineException if the pipeline has failed
     */
    boolean awaitCaughtUp(Duration timeout) throws InterruptedException;

    /** Holds reading back. What was read is still processed and stored. Does nothing if it is paused or ending. */
    void pause();

    /** Lets reading go on after {@link #pause()}. */
    void resume();

    /**
     * Reads all rows that a table has now, beside the stream of changes.
     *
     * @param table its name, {@code database.table}
     * @throws IllegalArgumentException if it has another form
     * @see #snapshot(SnapshotTable)
     */
    default RunningSnapshot snapshot(String table) {
        return snapshot(SnapshotTable.of(table));
    }

    /**
     * Reads rows that a table has now, beside the stream of changes: they are delivered with the operation {@link
     * Operation#SNAPSHOT}, in one order with the changes, and no change is undone by an older row. What the source needs for that,
     * it tells in its own documentation. If the source cannot be reached now, the snapshot waits until it can. It becomes a part
     * of the pipeline's position, so that a later start goes on with it.
     *
     * @throws ConfigurationException if the source takes no snapshots, or none of this table. Where that shows only once
     *     the source is open, the snapshot fails instead
     * @throws IllegalStateException if the pipeline has ended or is about to
     */
    RunningSnapshot snapshot(SnapshotTable table);

    /**
     * Ends the pipeline in order: reading ends, what was read is processed and stored, the position is saved, everything
     * is closed. At the deadline it is broken off instead, which takes at most two more seconds; what was not stored by
     * then will be delivered again by the next start. So will it after a failure on the way at which the pipeline would
     * have begun anew: it ends stopped, and the failure is the status's last error. No thread of the pipeline is left when
     * this returns, unless a function of the host does not heed an interrupt.
     *
     * @param deadline the longest wait for an orderly end; zero breaks off at once
     * @return whether the end was orderly: everything that was read is stored
     */
    boolean stop(Duration deadline);

    /**
     * Waits until the pipeline has ended.
     *
     * @throws PipelineException if it has ended by a failure
     */
    void await() throws InterruptedException;

    /**
     * Waits until the pipeline has ended.
     *
     * @param timeout the longest wait
     * @return whether it has ended
     * @throws PipelineException if it has ended by a failure
     */
    boolean await(Duration timeout) throws InterruptedException;

    /** Stops with a deadline of ten seconds. Idempotent; does not throw for a failure, which {@link #await} does. */
    @Override
    void close();
}
