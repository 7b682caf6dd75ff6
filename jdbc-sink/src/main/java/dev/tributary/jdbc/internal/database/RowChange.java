package dev.tributary.jdbc.internal.database;

/** What is done to many rows at once. */
public enum RowChange {
    /** As {@link #UPSERT}; most likely none of the keys is there. */
    INSERT,
    /** Rows are inserted, or updated where their key is there; never is a row of another key touched. */
    UPSERT,
    /** Rows are updated where their key is there, and nothing is done where it is not. */
    UPDATE,
    /** Rows are deleted where their key is there. The form has no columns but those of the key. */
    DELETE
}
