package dev.tributary;

/**
 * Something outside the program must be changed before it can work: a setting of a server, a privilege, a password, a table
 * that is missing. Trying again without that change is useless.
 */
public final class ConfigurationException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what failed, where, and what to do. */
    public ConfigurationException(String message) {
        super(message);
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
