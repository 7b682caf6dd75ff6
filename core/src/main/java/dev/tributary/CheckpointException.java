package dev.tributary;

/**
 * A saved position cannot be read or written, or another process uses the same store.
 */
public final class CheckpointException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public CheckpointException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
