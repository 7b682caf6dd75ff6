package dev.tributary.binlog.internal;

import dev.tributary.DecodeException;
import dev.tributary.SourceException;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.Incident;
import dev.tributary.binlog.internal.event.XaId;

/** What a user is told of binlogs that cannot be delivered as they are, and what to do about it. */
final class StreamErrors {

    private static final int SHOWN_OF_A_STATEMENT = 500;

    private StreamErrors() {}

    /** Of one event, which the error policy decides on. */
    static DecodeException statementBased(String sql) {
        return new DecodeException("a change of data is logged as a statement, from which no row can be told: "
                + shown(sql)
                + "; set binlog_format=ROW in the session that ran it, and globally for new ones, compare the tables, and"
                + " start from a position behind it");
    }

    /** Of one event, which the error policy decides on. */
    static DecodeException unknownStatement(String sql) {
        return new DecodeException("it cannot be told whether this statement changes rows: " + shown(sql)
                + "; if it does not, start from a position behind it");
    }

    /** Of one event, which the error policy decides on. */
    static DecodeException rowsOfXaAreGone(XaId id) {
        return new DecodeException("the XA transaction " + id
                + " was committed, and the server's binlog no longer holds the rows that it prepared; compare the tables,"
                + " raise binlog_expire_logs_seconds above the time that XA transactions stay prepared, and start from a"
                + " position behind it");
    }

    static SourceException unknownEvent(BinlogEvent event, String place) {
        return new SourceException("The binlog holds an event of type " + event.typeCode() + " at " + place
                + ", which this version of the library does not know and the server does not allow to be"
                + " passed over; use a newer version");
    }

    static SourceException unreadable(String place, RuntimeException cause) {
        return new SourceException("Cannot read the binlog at " + place + ": " + cause.getMessage(), cause);
    }

    static SourceException incident(Incident incident, String place) {
        return new SourceException("The server says at " + place
                + " that something is missing from its binlog: incident "
                + incident.number() + ", '" + incident.message()
                + "'; compare the tables, and start from a position behind it");
    }

    static SourceException takenBack(Transaction transaction, String place, String sql) {
        return new SourceException("The transaction " + transaction + " takes back, at " + place
                + ", changes that have been delivered: " + shown(sql)
                + "; the server logs this only where tables without transactions (such as MyISAM) are changed"
                + " together with others: use InnoDB for them");
    }

    static SourceException withoutEnd(Transaction transaction) {
        return new SourceException("The transaction " + transaction
                + " has no end in its binlog file, though changes of it have been delivered: the server crashed while"
                + " it wrote the file. These changes were never committed; compare the tables");
    }

    private static String shown(String sql) {
        return sql.length() <= SHOWN_OF_A_STATEMENT ? sql : sql.substring(0, SHOWN_OF_A_STATEMENT) + "…";
    }
}
