package dev.tributary;

/** What a running pipeline is doing. */
public enum PipelineState {
    /** Sink and source are being opened. */
    STARTING,
    /** Records flow, or would if there were any. */
    RUNNING,
    /** Reading is held back by {@link RunningPipeline#pause()}; what was read before is still being stored. */
    PAUSED,
    /**
     * The source's far end is lost and is tried again until it is back, or it turns out that it is hopeless. What was read
     * before is still being stored.
     */
    DISCONNECTED,
    /**
     * Something hangs: a sink has not stored what it was given, a step or the source has not returned, each for longer than
     * {@link PipelineBuilder#stalledAfter} says. {@link PipelineStatus#lastError()} says which. It goes on by itself if that does.
     */
    STALLED,
    /** A failure is being waited out; source and sink will be opened anew at the saved position. */
    RESTARTING,
    /** Nothing is read any more; what was read is being stored. */
    STOPPING,
    /** Ended as asked, or because the source has no more. */
    STOPPED,
    /** Ended by a failure. */
    FAILED;

    /** Returns whether the pipeline has ended. */
    public boolean isTerminal() {
        return this == STOPPED || this == FAILED;
    }
}
