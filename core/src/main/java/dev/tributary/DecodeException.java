package dev.tributary;

/**
 * Bytes that a source has read cannot be understood. The message names the place: position, table and column, or topic,
 * partition and offset.
 */
public final class DecodeException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public DecodeException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public DecodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
