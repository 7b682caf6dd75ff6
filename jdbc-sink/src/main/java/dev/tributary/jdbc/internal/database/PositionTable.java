package dev.tributary.jdbc.internal.database;

import dev.tributary.ConfigurationException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * The table that keeps, beside the rows that a pipeline stores, up to where it has stored each split, and who may do so: an
 * owner has the epoch that it was given when it claimed the split, and one that was claimed again can write nothing.
 *
 * <p>Immutable; statements run in the open transaction of a session.
 *
 * @param name the table's name, as the user spells it in SQL
 */
public record PositionTable(String name) {

    /** What is kept of a split. */
    public record Entry(long epoch, String place) {}

    /**
     * Creates the table where it is not there, which may commit.
     *
     * @throws ConfigurationException if it can be neither used nor created; the message has the statement that creates it
     */
    public void require(Session session) throws SQLException {
        try {
            session.prepare("SELECT pipeline, split, epoch, revision, place FROM " + name + " WHERE 1 = 0")
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
            session.prepare("SELECT 1 FROM " + name + " WHERE 1 = 0")
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
                + ", epoch BIGINT NOT NULL, revision BIGINT NOT NULL, place " + place
                + " NOT NULL, PRIMARY KEY (pipeline, split))";
    }

    /** Makes the caller the owner of a split, and returns its epoch and what is stored; an empty place if nothing is. */
    public Entry claim(Session session, String pipeline, String split) throws SQLException {
        PreparedStatement raise = session.prepare(
                "UPDATE " + name + " SET epoch = epoch + 1, revision = revision + 1 WHERE pipeline = ? AND split = ?");
        raise.setString(1, pipeline);
        raise.setString(2, split);
        if (raise.executeUpdate() == 0) {
            PreparedStatement insert = session.prepare(
                    "INSERT INTO " + name + " (pipeline, split, epoch, revision, place) VALUES (?, ?, 1, 1, '')");
            insert.setString(1, pipeline);
            insert.setString(2, split);
            try {
                insert.executeUpdate();
            } catch (SQLException raced) {
                // Somebody has claimed it for the first time just now; a state of class 40 has this tried again.
                throw SqlFailure.of(raced) == SqlFailure.ROW
                        ? new SQLException("The split " + split + " is being claimed", "40001", raced)
                        : raced;
            }
        }
        return find(session, pipeline, split)
                .orElseThrow(
                        () -> new SQLException("The position of " + split + " has vanished from " + name, "40000"));
    }

    /** Returns what is kept of a split. */
    public Optional<Entry> find(Session session, String pipeline, String split) throws SQLException {
        PreparedStatement select =
                session.prepare("SELECT epoch, place FROM " + name + " WHERE pipeline = ? AND split = ?");
        select.setString(1, pipeline);
        select.setString(2, split);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Entry(row.getLong(1), row.getString(2))) : Optional.empty();
        }
    }

    /** Stores a position; returns false if the epoch is not the split's any more. */
    public boolean write(Session session, String pipeline, String split, Entry entry) throws SQLException {
        // The revision makes the row another one each time, whatever the driver counts as updated.
        PreparedStatement update = session.prepare("UPDATE " + name
                + " SET place = ?, revision = revision + 1 WHERE pipeline = ? AND split = ? AND epoch = ?");
        update.setString(1, entry.place());
        update.setString(2, pipeline);
        update.setString(3, split);
        update.setLong(4, entry.epoch());
        return update.executeUpdate() == 1;
    }
}
