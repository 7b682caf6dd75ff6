package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;

/**
 * The beginning of a table map event: enough to tell whether its table matters.
 *
 * @param id by which the row events that follow name the table
 */
public record TableMapHead(long id, String database, String table) {

    private static final int ID_LENGTH = 6;
    private static final int FLAG_END_OF_STATEMENT = 1;

    public static TableMapHead parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a table map event");
        long id = cursor.unsigned(ID_LENGTH);
        cursor.skip(2);
        String database = cursor.string(cursor.u8(), StandardCharsets.UTF_8);
        cursor.skip(1);
        return new TableMapHead(id, database, cursor.string(cursor.u8(), StandardCharsets.UTF_8));
    }

    /** The id that a row event begins with. */
    public static long idOfRows(BinlogEvent event) {
        return event.body("a rows event").unsigned(ID_LENGTH);
    }

    /** Whether a row event is the last of its statement. */
    public static boolean endsStatement(BinlogEvent event) {
        ByteCursor cursor = event.body("a rows event");
        cursor.skip(ID_LENGTH);
        return (cursor.u16() & FLAG_END_OF_STATEMENT) != 0;
    }
}
