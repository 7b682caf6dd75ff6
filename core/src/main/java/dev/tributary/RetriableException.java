package dev.tributary;

/**
 * Something failed that may succeed when tried again: a connection was lost, a server did not answer in time, a
 * transaction was chosen as the victim of a deadlock.
 */
public class RetriableException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public RetriableException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public RetriableException(String message, Throwable cause) {
        super(message, cause);
    }
}
