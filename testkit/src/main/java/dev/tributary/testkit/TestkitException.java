package dev.tributary.testkit;

/**
 * Says that the testkit could not do what was asked: no server could be provided, a server did not start or ended
 * unexpectedly, a statement failed, or a condition was not met in time. The message names the server, what was tried
 * and what to do; for a server that did not start it ends with the last lines of that server's log.
 */
public final class TestkitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message for the person who runs the test. */
    public TestkitException(String message) {
        super(message);
    }

    /** Creates an exception with a message for the person who runs the test, and what caused it. */
    public TestkitException(String message, Throwable cause) {
        super(message, cause);
    }
}
