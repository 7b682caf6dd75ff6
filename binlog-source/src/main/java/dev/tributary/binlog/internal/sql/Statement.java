package dev.tributary.binlog.internal.sql;

import java.util.List;

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

    /** Rows may have been changed, and no row event says which. */
    record DataChange() implements Statement {}

    /** Not understood, so that it may be anything. */
    record Unknown() implements Statement {}
}
