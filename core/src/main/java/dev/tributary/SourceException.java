package dev.tributary;

/**
 * A source cannot go on: it cannot deliver what follows without skipping or inventing something.
 */
public final class SourceException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public SourceException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
