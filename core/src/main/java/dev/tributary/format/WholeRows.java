package dev.tributary.format;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.SinkException;

/** Holds parts of rows back from formats in which a column that is absent means something else. */
final class WholeRows {

    private WholeRows() {}

    /** Checks that all rows of a change are whole. */
    static void require(ChangeEvent event, String reader) {
        event.before().ifPresent(row -> require(event, row, reader));
        event.after().ifPresent(row -> require(event, row, reader));
    }

    /** Checks that a row of a change is whole. */
    static void require(ChangeEvent event, Row row, String reader) {
        for (int i = 0; i < row.size(); i++) {
            if (!row.has(i)) {
                throw new SinkException("The " + event.operation() + " of table " + event.table() + " lacks column '"
                        + row.schema().column(i).name() + "', which " + reader
                        + " would take for NULL or for unchanged: let the source's server write whole rows (SET GLOBAL"
                        + " binlog_row_image = 'FULL') and a snapshot read all columns, or choose another format");
            }
        }
    }
}
