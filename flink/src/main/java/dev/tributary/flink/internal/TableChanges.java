package dev.tributary.flink.internal;

import dev.tributary.DecodeException;
import dev.tributary.TableChange;

/** What becomes of changes of tables as a whole, which a stream of changes of rows cannot tell. */
public final class TableChanges {

    private TableChanges() {}

    /**
     * Passes over an {@code ALTER TABLE}, which the rows that follow tell themselves, and refuses what leaves other rows behind.
     *
     * @throws DecodeException if it is refused
     */
    public static void refuse(TableChange change) {
        if (!(change instanceof TableChange.Altered)) {
            throw new DecodeException("'" + change.statement() + "' changed table " + change.table()
                    + " as a whole, which a stream of changes of rows cannot tell; bring what the job has made of the table into"
                    + " line by hand, then continue with ignoreTableChanges()");
        }
    }
}
