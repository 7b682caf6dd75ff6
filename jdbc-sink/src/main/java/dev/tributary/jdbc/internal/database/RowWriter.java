package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes one change to many rows of one form, in one way: by statements of many rows, a document, a file. Confined to the
 * thread of its session.
 */
public interface RowWriter {

    /** Returns from how many rows on it is worth its effort. */
    int fromRows();

    /**
     * Makes the change to rows, whose keys differ, in the open transaction.
     *
     * @throws SQLException if the database or the driver refuses something; what was written before is to be rolled back
     */
    void write(List<Row> rows) throws SQLException;

    /** Lets the best of several ways make a change, which are in the order of {@link #fromRows}. */
    static void write(List<RowWriter> ways, List<Row> rows) throws SQLException {
        RowWriter best = ways.get(0);
        for (RowWriter way : ways) {
            if (rows.size() >= way.fromRows()) {
                best = way;
            }
        }
        best.write(rows);
    }
}
