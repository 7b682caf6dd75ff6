package dev.tributary;

/** What a running pipeline is doing. */
public enum PipelineState {
    /** Sink and source are being opened. */
    STARTING,
    /** Records flow, or would if there were any. */
    RUNNING,
    /** Reading is held back by {@link RunningPipeline#pause()}; what was read before is still being stored. */
    PAUSED,
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
