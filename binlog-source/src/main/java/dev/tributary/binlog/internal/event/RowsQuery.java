package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;

/** The statement behind the row events that follow; written where {@code binlog_rows_query_log_events} is on. */
public record RowsQuery(String sql) {

    public static RowsQuery parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a rows query event");
        // One byte of length, which is wrong for long statements; the text takes the rest.
        cursor.skip(1);
        return new RowsQuery(cursor.string(cursor.remaining(), StandardCharsets.UTF_8));
    }
}
