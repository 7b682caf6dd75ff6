package dev.tributary;

/**
 * A column's value cannot be given in the form that was asked for: it is NULL, absent, of another type, too large, or a date
 * that no calendar has. {@link Row#getText} gives every value that is there.
 */
public final class ValueException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public ValueException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public ValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
