package dev.tributary.binlog.internal;

/** The server no longer has the transaction, part of which was delivered, in the form in which that was read. */
final class PartLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PartLostException(PartRead part, String seen) {
        super("The position is behind " + part + ", but " + seen);
    }
}
