package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.List;
import java.util.Optional;

/** What a statement in the binlog means to a reader of row changes. */
public sealed interface Statement {

    /** A mark of a transaction. */
    enum Mark implements Statement {
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        ROLLBACK_TO_SAVEPOINT,
        XA_START,
        XA_END,
        XA_COMMIT,
        XA_ROLLBACK
    }

    /** A statement that changes no row and no table. */
    enum Harmless implements Statement {
        /** DDL on users, views, routines, triggers, events, databases that come, temporary tables, and the like. */
        DDL,
        ADMINISTRATION
    }

    /**
     * DDL on tables.
     *
     * @param opensTransaction whether the rows that go with it follow in the same transaction, as after
     *     {@code CREATE TABLE … SELECT}
     */
    record TableDdl(List<TableEffect> effects, boolean opensTransaction) implements Statement {}

    /** A database was dropped with all its tables. */
    record DatabaseDropped(String database) implements Statement {}

    /**
     * Rows may have been changed, and no row event says which.
     *
     * @param target the only table that is written to, triggers apart; empty if that cannot be told
     */
    record DataChange(Optional<TableId> target) implements Statement {

        /**
         * Whether only tables of the server's own were changed, on which there are no triggers. Some hosted servers log
         * their heartbeats so.
         */
        public boolean isInSystemTables() {
            return target.isPresent() && target.get().database().equalsIgnoreCase("mysql");
        }
    }

    /** Not understood, so that it may be anything. */
    record Unknown() implements Statement {}
}
