package dev.tributary.jdbc.internal.database;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import java.sql.SQLException;

/** The values of a row cannot be given to the driver: an error of that row, as if the database had refused it. */
public final class UnbindableException extends SQLException {

    private static final long serialVersionUID = 1L;

    /** The class of SQLStates that tell of wrong data. */
    private static final String DATA = "22000";

    private final RuntimeException failure;

    /** Creates the exception with which values they are, and why. */
    public UnbindableException(String message, RuntimeException failure) {
        super(message, DATA, failure);
        this.failure = failure;
    }

    /** Returns the exception for the value of a row in the column of an index. */
    public static UnbindableException of(Row row, int column, RuntimeException failure) {
        return new UnbindableException(
                "Column '" + row.schema().column(column).name() + "' of table "
                        + row.schema().table() + " cannot be bound",
                failure);
    }

    /**
     * Returns the reason for which the row's record is rejected. Bytes of the source that cannot be understood are their
     * own reason: how to go on with them is for the policy of decoding to say, wherever they are met.
     *
     * @param row the row, for the message
     */
    public TributaryException reason(String row) {
        return failure instanceof DecodeException damaged
                ? damaged
                : new SinkException(row + " cannot be given to the database: " + getMessage(), this);
    }
}
