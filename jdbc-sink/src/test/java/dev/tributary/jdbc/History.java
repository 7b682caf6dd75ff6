package dev.tributary.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to some tables, at random, with a model of what they hold. */
interface History {

    /** Makes the tables in a database, with its names for the source's. */
    void createTables(TargetDatabase target) throws SQLException;

    /** Returns what happens next: a record of a change, or the change of a table. */
    Object next();

    /** Returns whether everything was given that the model has. */
    boolean isComplete();

    /** The rows of each table by their key: the values of the other columns as text. Columns that the target need not have yet are NULL. */
    Map<String, Map<Integer, List<@Nullable String>>> tables();
}
