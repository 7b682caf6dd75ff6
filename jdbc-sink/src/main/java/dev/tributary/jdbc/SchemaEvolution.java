package dev.tributary.jdbc;

/** A change that a sink may make to the tables of its target, by itself, so that the rows of the source fit in. */
public enum SchemaEvolution {
    /** A missing table is created, in a schema that is created too if need be, with the columns and the key of the source's. */
    CREATE_TABLES,
    /** A missing column is added, as one that admits NULL, since there are rows without it. */
    ADD_COLUMNS,
    /**
     * A column that is too small for the source's type gets a larger one of the same sort: longer text, more digits, larger
     * integers, more members of an enum. It is never made smaller, and never of another sort.
     */
    WIDEN_COLUMNS
}
