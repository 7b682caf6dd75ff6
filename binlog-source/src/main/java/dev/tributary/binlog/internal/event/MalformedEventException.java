package dev.tributary.binlog.internal.event;

/** Bytes that do not follow the format that they should have. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    public MalformedEventException(String message) {
        super(message);
        this.message = message;
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return message;
    }
}
