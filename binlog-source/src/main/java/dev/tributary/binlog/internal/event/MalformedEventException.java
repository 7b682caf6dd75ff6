package dev.tributary.binlog.internal.event;

/** Bytes that do not follow the format that they should have. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }
}
