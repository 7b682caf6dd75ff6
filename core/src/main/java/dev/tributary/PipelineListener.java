package dev.tributary;

import java.time.Duration;
import java.util.Map;

/**
 * Learns what happens to a pipeline. Calls come from the pipeline's threads and from those that pause, resume and stop it,
 * one at a time for each listener, and should return soon; what one throws is logged and goes no further.
 */
public interface PipelineListener {

    /** The pipeline's state has changed. Where it is {@link PipelineState#STALLED}, the status tells what hangs. */
    default void stateChanged(String pipeline, PipelineState from, PipelineState to) {}

    /** The source has reached its far end, for the first time or again. */
    default void connected(String pipeline, String farEnd) {}

    /** The source has lost its far end and will try again after a delay. */
    default void reconnecting(String pipeline, Throwable cause, Duration delay) {}

    /**
     * The source's far end no longer has what follows the saved position, and the source begins anew with a snapshot, as it was
     * built to. What was deleted since that position is not told.
     */
    default void positionLost(String pipeline, Throwable cause) {}

    /** A failure will be met by opening source and sink anew after a delay. */
    default void restarting(String pipeline, Throwable cause, Duration delay) {}

    /** A table as a whole has changed. */
    default void tableChanged(String pipeline, TableChange change) {}

    /** The source begins to read the rows that a table has, or goes on with it after a restart. */
    default void snapshotBegan(String pipeline, SnapshotProgress progress) {}

    /** The source has read a snapshot to its end, or it was cancelled or has failed, as the progress tells. */
    default void snapshotEnded(String pipeline, SnapshotProgress progress) {}

    /** A record was left out, or stored as a dead letter. */
    default void recordFailed(String pipeline, DeadLetter letter, boolean stored) {}

    /** Positions were saved, as text for people, by split. */
    default void positionsSaved(String pipeline, Map<String, String> positions) {}

    /** The pipeline has ended with a failure. */
    default void failed(String pipeline, PipelineException failure) {}
}
