package dev.tributary.jdbc.internal.lane;

import dev.tributary.jdbc.internal.database.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes batches of a lane's work. Confined to the lane's thread.
 *
 * @param <W> the kind of work
 */
@FunctionalInterface
public interface BatchStore<W extends Work> {

    /**
     * Writes all of a batch with the effect of doing one after the other, in the open transaction of a session. Commits
     * nothing. May be called again with the same work, or with parts of it, after a rollback.
     *
     * @throws SQLException if the database or the driver refuses something
     * @throws dev.tributary.TributaryException if the work cannot be done, whatever is tried
     */
    void write(Session session, List<W> batch) throws SQLException;

    /**
     * Does the same for work that ends in rows none of which stands in the way of another, though some may do so on the way: all
     * of the rows are taken out before any is put back.
     *
     * @throws SQLException as above
     */
    default void writeAnew(Session session, List<W> batch) throws SQLException {
        write(session, batch);
    }
}
