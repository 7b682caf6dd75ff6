package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/**
 * Inserts rows by what a database has to load them with, all or none. Where it does not take them as they are, because a row is
 * there already or a value does not fit, what it did is undone, and they are written in the other way, which updates those that
 * are there and names what is refused. The next batches are then written in the other way at once; how many, doubles each time.
 * Never is a row replaced.
 */
public final class BulkLoad implements RowWriter {

    /** Fewer rows are not worth the savepoint and the answers more. */
    private static final int FROM_ROWS = 50;

    private static final int MOST_SPARED = 256;

    private final Session session;
    private final String name;
    private final Loader loader;
    private final RowWriter otherWay;
    private int spared = 1;
    private int toSpare;

    /** Loads rows. */
    @FunctionalInterface
    public interface Loader {
        /**
         * Returns whether all rows are there now just as they are. If not, what was done is undone.
         *
         * @throws SQLException if the rows are not to blame
         */
        boolean load(List<Row> rows) throws SQLException;
    }

    /**
     * Loads nothing yet.
     *
     * @param name of what loads, for people
     * @param otherWay for rows that cannot be loaded
     */
    public BulkLoad(Session session, String name, Loader loader, RowWriter otherWay) {
        this.session = session;
        this.name = name;
        this.loader = loader;
        this.otherWay = otherWay;
    }

    @Override
    public WriteMethod method() {
        return WriteMethod.FILE;
    }

    @Override
    public int fromRows() {
        return FROM_ROWS;
    }

    @Override
    public void write(List<Row> rows) throws SQLException {
        if (toSpare > 0) {
            toSpare--;
            otherWay.write(rows);
            return;
        }
        Savepoint before = session.savepoint();
        if (loader.load(rows)) {
            spared = 1;
            return;
        }
        session.rollback(before);
        toSpare = spared;
        spared = Math.min(2 * spared, MOST_SPARED);
        otherWay.write(rows);
    }

    @Override
    public String toString() {
        return name + " from " + FROM_ROWS + " rows on";
    }
}
