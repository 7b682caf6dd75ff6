package dev.tributary.internal.runtime;

import dev.tributary.RunningPipeline;

/** A run of a pipeline, whole. */
interface Run extends RunningPipeline {

    /** Starts its threads; called once. */
    void start();
}
