package dev.tributary.jdbc.internal.lane;

/** Rows stand in the way of others, and what follows may move them. */
final class RowsInTheWayException extends Exception {
    private static final long serialVersionUID = 1L;

    RowsInTheWayException(Throwable refused) {
        super(refused);
    }
}
