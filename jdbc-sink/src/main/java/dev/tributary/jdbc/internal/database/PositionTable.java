package dev.tributary.jdbc.internal.database;

import dev.tributary.ConfigurationException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table that keeps, beside the rows that a pipeline stores, up to where each lane has stored its part of each split, and
 * who may do so: an owner has the epoch that it was given when it claimed the split, and one that was claimed again can write
 * nothing.
 *
 * <p>Immutable; statements run in the open transaction of a session.
 *
 * @param name the table's name, as the user spells it in SQL
 */
public record PositionTable(String name) {

    private static final String COLUMNS = "pipeline, split, lane, epoch, ticket, ahead, place, routing";

    /** Which rows are meant. */
    public record SplitKey(String pipeline, String split) {}

    /**
     * What is kept of a split.
     *
     * @param epoch of its owner
     * @param lanes by number
     * @param routing how work was spread over them
     */
    public record Stored(long epoch, List<LanePlace> lanes, String routing) {

        /** Copies the list. */
        public Stored {
            lanes = List.copyOf(lanes);
        }
    }

    /**
     * Up to where a lane has stored its part.
     *
     * @param place empty if nothing is stored
     * @param ahead whether lanes that are not ahead read again what this one has stored
     */
    public record LanePlace(String place, boolean ahead) {}

    /**
     * Creates the table where it is not there, which may commit.
     *
     * @throws ConfigurationException if it can be neither used nor created; the message has the statement that creates it
     */
    public void require(Session session) throws SQLException {
        try {
            session.prepare("SELECT " + COLUMNS + " FROM " + name + " WHERE 1 = 0")
                    .executeQuery()
                    .close();
        } catch (SQLException missing) {
            if (SqlFailure.of(missing) == SqlFailure.CONNECTION) {
                throw missing;
            }
            session.rollback();
            create(session, missing);
        }
    }

    private void create(Session session, SQLException missing) throws SQLException {
        String sql = definition(session.product());
        try {
            session.prepare(sql).execute();
            session.commit();
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) == SqlFailure.CONNECTION) {
                throw refused;
            }
            session.rollback();
            if (isThere(session)) {
                return; // another has created it meanwhile
            }
            refused.addSuppressed(missing);
            throw new ConfigurationException(
                    "The table of positions " + name + " can be neither used (" + missing.getMessage()
                            + ") nor created (" + refused.getMessage() + "): let somebody who may create it run: "
                            + sql,
                    SqlFailure.unchained(refused));
        }
    }

    private boolean isThere(Session session) {
        try {
            session.prepare("SELECT " + COLUMNS + " FROM " + name + " WHERE 1 = 0")
                    .executeQuery()
                    .close();
            return true;
        } catch (SQLException missing) {
            return false;
        }
    }

    private String definition(String product) {
        String text;
        String place;
        switch (product.toLowerCase(Locale.ROOT)) {
            case "mysql", "mariadb" -> {
                // Names that differ in case are different names.
                text = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL";
                place = "MEDIUMTEXT";
            }
            case "postgresql", "h2" -> {
                text = " NOT NULL";
                place = "TEXT";
            }
            default -> {
                text = " NOT NULL";
                place = "VARCHAR(4000)";
            }
        }
        return "CREATE TABLE " + name + " (pipeline VARCHAR(100)" + text + ", split VARCHAR(300)" + text
                + ", lane INT NOT NULL, epoch BIGINT NOT NULL, ticket BIGINT NOT NULL, ahead INT NOT NULL, place "
                + place + " NOT NULL, routing " + place + " NOT NULL, PRIMARY KEY (pipeline, split, lane))";
    }

    /**
     * By what a writer knows the row of a lane again.
     *
     * @param epoch of the split's owner
     * @param ticket of the last write
     */
    public record Mark(long epoch, long ticket) {}

    /** Makes the caller the owner of a split, and returns its epoch and what is stored. */
    public Stored claim(Session session, SplitKey key) throws SQLException {
        // The first lane's row is locked before the others are looked at, so that all are seen as the last owner left
        // them.
        PreparedStatement first = session.prepare("UPDATE " + name
                + " SET epoch = epoch + 1, ticket = ticket + 1 WHERE pipeline = ? AND split = ? AND lane = 0");
        if (bind(first, 1, key).executeUpdate() == 0) {
            insertFirst(session, key);
        } else {
            PreparedStatement others = session.prepare("UPDATE " + name
                    + " SET epoch = epoch + 1, ticket = ticket + 1 WHERE pipeline = ? AND split = ? AND lane > 0");
            bind(others, 1, key).executeUpdate();
        }
        return find(session, key);
    }

    private void insertFirst(Session session, SplitKey key) throws SQLException {
        try {
            insert(session, key, 0, new Mark(1, 1), "", "");
        } catch (SQLException raced) {
            // Somebody has claimed it for the first time just now; a state of class 40 has this tried again.
            throw SqlFailure.of(raced) == SqlFailure.ROW
                    ? new SQLException("The split " + key.split() + " is being claimed", "40001", raced)
                    : raced;
        }
    }

    private void insert(Session session, SplitKey key, int lane, Mark mark, String place, String routing)
            throws SQLException {
        PreparedStatement insert =
                session.prepare("INSERT INTO " + name + " (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, 0, ?, ?)");
        bind(insert, 1, key);
        insert.setInt(3, lane);
        insert.setLong(4, mark.epoch());
        insert.setLong(5, mark.ticket());
        insert.setString(6, place);
        insert.setString(7, routing);
        insert.executeUpdate();
    }

    private Stored find(Session session, SplitKey key) throws SQLException {
        PreparedStatement select = session.prepare(
                "SELECT epoch, place, ahead, routing FROM " + name + " WHERE pipeline = ? AND split = ? ORDER BY lane");
        List<LanePlace> lanes = new ArrayList<>();
        long epoch = 0;
        String routing = "";
        try (ResultSet row = bind(select, 1, key).executeQuery()) {
            while (row.next()) {
                if (lanes.isEmpty()) {
                    epoch = row.getLong(1);
                    routing = row.getString(4);
                } else if (row.getLong(1) != epoch) {
                    throw new SQLException("The split " + key.split() + " is being claimed", "40001");
                }
                lanes.add(new LanePlace(row.getString(2), row.getInt(3) != 0));
            }
        }
        if (lanes.isEmpty()) {
            throw new SQLException("The position of " + key.split() + " has vanished from " + name, "40000");
        }
        return new Stored(epoch, lanes, routing);
    }

    /** Marks the row of a lane as one that is ahead of others; returns whether the epoch is still the split's. */
    public boolean markAhead(Session session, SplitKey key, long epoch, int lane) throws SQLException {
        PreparedStatement update = session.prepare("UPDATE " + name
                + " SET ahead = 1, ticket = ticket + 1 WHERE pipeline = ? AND split = ? AND lane = ? AND epoch = ?");
        bind(update, 1, key).setInt(3, lane);
        update.setLong(4, epoch);
        return update.executeUpdate() == 1;
    }

    /**
     * Puts all lanes at one place, however many there were; returns whether the epoch is still the split's.
     *
     * @param mark of the owner; all lanes have its ticket then
     * @param routing how work will be spread over them
     */
    public boolean level(Session session, SplitKey key, Mark mark, int lanes, String place, String routing)
            throws SQLException {
        PreparedStatement first = session.prepare("UPDATE " + name
                + " SET ahead = 0, place = ?, routing = ?, ticket = ?"
                + " WHERE pipeline = ? AND split = ? AND lane = 0 AND epoch = ?");
        first.setString(1, place);
        first.setString(2, routing);
        first.setLong(3, mark.ticket());
        bind(first, 4, key).setLong(6, mark.epoch());
        if (first.executeUpdate() == 0) {
            return false;
        }
        PreparedStatement delete =
                session.prepare("DELETE FROM " + name + " WHERE pipeline = ? AND split = ? AND lane > 0");
        bind(delete, 1, key).executeUpdate();
        for (int lane = 1; lane < lanes; lane++) {
            insert(session, key, lane, mark, place, "");
        }
        return true;
    }

    /**
     * Stores the position of a lane.
     *
     * @param mark of the owner, by which {@link #mark} tells this write again
     * @param last the ticket that the row must have; null where it is not known
     * @return whether the row is as the owner has left it
     */
    public boolean write(Session session, SplitKey key, int lane, Mark mark, @Nullable Long last, String place)
            throws SQLException {
        // The ticket makes the row another one each time, whatever the driver counts as updated.
        PreparedStatement update = session.prepare("UPDATE " + name
                + " SET place = ?, ahead = 0, ticket = ? WHERE pipeline = ? AND split = ? AND lane = ? AND epoch = ?"
                + (last == null ? "" : " AND ticket = ?"));
        update.setString(1, place);
        update.setLong(2, mark.ticket());
        bind(update, 3, key).setInt(5, lane);
        update.setLong(6, mark.epoch());
        if (last != null) {
            update.setLong(7, last);
        }
        return update.executeUpdate() == 1;
    }

    /**
     * Waits until no other transaction is at the row of a lane: a server may still be committing for a connection that it was
     * told to end, or that is lost.
     */
    public void awaitCommit(Session session, SplitKey key, int lane) throws SQLException {
        PreparedStatement touch = session.prepare(
                "UPDATE " + name + " SET ahead = ahead WHERE pipeline = ? AND split = ? AND lane = ?"); // for its lock
        bind(touch, 1, key).setInt(3, lane);
        touch.executeUpdate();
    }

    /** Returns the mark of a lane's row; empty if there is none. */
    public Optional<Mark> mark(Session session, SplitKey key, int lane) throws SQLException {
        PreparedStatement select =
                session.prepare("SELECT epoch, ticket FROM " + name + " WHERE pipeline = ? AND split = ? AND lane = ?");
        bind(select, 1, key).setInt(3, lane);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Mark(row.getLong(1), row.getLong(2))) : Optional.empty();
        }
    }

    private static PreparedStatement bind(PreparedStatement statement, int from, SplitKey key) throws SQLException {
        statement.setString(from, key.pipeline());
        statement.setString(from + 1, key.split());
        return statement;
    }
}
