package dev.tributary;

/** Something in a pipeline hangs; the message says what. Not thrown: {@link PipelineStatus#lastError()} shows it. */
public final class StalledException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public StalledException(String message) {
        super(message);
    }
}
