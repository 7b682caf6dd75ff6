package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes one change to many rows of one form, in one way: by statements of many rows, a document, a file. Confined to the
 * thread of its session.
 */
public interface RowWriter {

    /** Returns what the user knows the way by. */
    WriteMethod method();

    /** Returns from how many rows on it is worth its effort. */
    int fromRows();

    /**
     * Makes the change to rows, whose keys differ, in the open transaction.
     *
     * @throws SQLException if the database or the driver refuses something; what was written before is to be rolled back
     */
    void write(List<Row> rows) throws SQLException;
}
