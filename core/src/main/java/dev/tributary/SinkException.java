package dev.tributary;

/**
 * A sink cannot store what it was given.
 */
public final class SinkException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public SinkException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
