package dev.tributary.binlog.internal.event;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * A statement in the binlog: the marks of a transaction, DDL, or a change logged by statement.
 *
 * @param database the session's current database, which unqualified names are in; empty if none
 * @param sql the statement
 * @param sqlMode the session's {@code sql_mode}, as bits
 */
public record QueryEvent(String database, String sql, long sqlMode) {

    /** In {@code sql_mode}: double quotes hold identifiers. */
    private static final long ANSI_QUOTES = 1L << 2;

    /** In {@code sql_mode}: a backslash in a string is a backslash. */
    private static final long NO_BACKSLASH_ESCAPES = 1L << 20;

    private static final int FIXED_BEFORE_DATABASE_LENGTH = 8;

    private static final int STATUS_FLAGS2 = 0;
    private static final int STATUS_SQL_MODE = 1;
    private static final int STATUS_CATALOG = 2;
    private static final int STATUS_AUTO_INCREMENT = 3;
    private static final int STATUS_CHARSET = 4;
    private static final int STATUS_TIME_ZONE = 5;
    private static final int STATUS_CATALOG_WITHOUT_ZERO = 6;

    public boolean ansiQuotes() {
        return (sqlMode & ANSI_QUOTES) != 0;
    }

    public boolean noBackslashEscapes() {
        return (sqlMode & NO_BACKSLASH_ESCAPES) != 0;
    }

    /**
     * Reads the event.
     *
     * @param charsets the charset of a client collation's number, by which the statement is decoded
     */
    public static QueryEvent parse(BinlogEvent event, IntFunction<Charset> charsets) {
        ByteCursor cursor = event.body("a query event");
        cursor.skip(FIXED_BEFORE_DATABASE_LENGTH);
        int databaseLength = cursor.u8();
        cursor.skip(2);
        int statusLength = cursor.u16();
        Status status = Status.parse(event.bytes(), cursor.position(), Math.min(statusLength, cursor.remaining()));
        cursor.skip(statusLength);
        String database = cursor.string(databaseLength, StandardCharsets.UTF_8);
        cursor.skip(1);
        Charset charset = status.collation < 0 ? StandardCharsets.UTF_8 : charsets.apply(status.collation);
        return new QueryEvent(database, cursor.string(cursor.remaining(), charset), status.sqlMode);
    }

    /** What is of use in the status variables, which come in no fixed order and are known by number. */
    private static final class Status {
        long sqlMode;
        int collation = -1;

        static Status parse(byte[] bytes, int offset, int length) {
            Status status = new Status();
            ByteCursor cursor = new ByteCursor(bytes, offset, length, "a query event's status variables");
            while (cursor.remaining() > 0 && status.take(cursor)) {}
            return status;
        }

        /** Takes one variable; false at the first that has nothing for us, whose length need not be known then. */
        private boolean take(ByteCursor cursor) {
            switch (cursor.u8()) {
                case STATUS_FLAGS2, STATUS_AUTO_INCREMENT -> cursor.skip(4);
                case STATUS_SQL_MODE -> sqlMode = cursor.i64();
                case STATUS_CATALOG -> cursor.skip(cursor.u8() + 1);
                case STATUS_CATALOG_WITHOUT_ZERO, STATUS_TIME_ZONE -> cursor.skip(cursor.u8());
                case STATUS_CHARSET -> {
                    collation = cursor.u16();
                    cursor.skip(4);
                }
                default -> {
                    // The server writes those above first.
                    return false;
                }
            }
            return true;
        }
    }
}
