package dev.tributary;

/**
 * The root of all exceptions of this library. A message says what failed, where, what was seen against what was expected,
 * and what to do. Wrong arguments and calls out of order are the JDK's {@link IllegalArgumentException} and
 * {@link IllegalStateException} instead.
 */
public class TributaryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public TributaryException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public TributaryException(String message, Throwable cause) {
        super(message, cause);
    }
}
