package dev.tributary.jdbc.internal.change;

import dev.tributary.ConfigurationException;
import dev.tributary.TableId;
import dev.tributary.jdbc.ForeignKeyActions;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left to the foreign keys of the target. Thread-safe. */
final class ForeignKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignKeys.class);

    private final ForeignKeyActions actions;
    private final boolean changesComeOnce;
    private final Set<TableId> warned = ConcurrentHashMap.newKeySet();

    /** @param changesComeOnce whether none is written again after it was stored */
    ForeignKeys(ForeignKeyActions actions, boolean changesComeOnce) {
        this.actions = actions;
        this.changesComeOnce = changesComeOnce;
    }

    /**
     * Returns which foreign keys a table has that act.
     *
     * @throws ConfigurationException if they shall not, and the database does not let this session choose
     */
    Links acting(Session session, TargetTable table) throws SQLException {
        if (!table.isLinked()) {
            return Links.NONE;
        }
        if (actions == ForeignKeyActions.IN_CHANGES) {
            requireChoice(session, table);
            return Links.NONE;
        }
        if (table.links() == Links.PARENT && !changesComeOnce && warned.add(table.id())) {
            LOG.warn(
                    "Foreign keys lead to table {} of the target: when changes are stored again after a restart, they can delete"
                            + " or refuse rows that are right. Use exactlyOnce(); or, where the changes tell what foreign keys"
                            + " did, as those of MySQL from 9.6 do, foreignKeyActions(IN_CHANGES)",
                    session.dialect().quote(table.id()));
        }
        return table.links();
    }

    private static void requireChoice(Session session, TargetTable table) throws SQLException {
        if (session.dialect().checkForeignKeys(false).isEmpty()) {
            throw new ConfigurationException("Table " + session.dialect().quote(table.id())
                    + " of the target has foreign keys, which " + session.product()
                    + " does not let this user switch off, as foreignKeyActions(IN_CHANGES) needs it: on PostgreSQL from 15, GRANT SET"
                    + " ON PARAMETER session_replication_role TO the user; else drop them, or leave out the setting");
        }
    }
}
