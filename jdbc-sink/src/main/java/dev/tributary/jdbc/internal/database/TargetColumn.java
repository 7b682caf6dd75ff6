package dev.tributary.jdbc.internal.database;

/**
 * A column of a table in the target.
 *
 * @param name the name as the database spells it
 * @param typeName the type as the database names it, without length
 * @param definition the type as the database names it, with its length
 * @param writing whether and how values can be written
 */
public record TargetColumn(String name, String typeName, String definition, Writing writing) {

    /** Whether values can be written. */
    public enum Writing {
        /** They can be inserted and changed. */
        FREE,
        /** They can be inserted if the statement insists, and not be changed: {@code GENERATED ALWAYS AS IDENTITY}. */
        ON_INSERT,
        /** The database computes them. */
        NEVER
    }

    /** A column whose values the database computes, or does not. */
    public TargetColumn(String name, String typeName, String definition, boolean generated) {
        this(name, typeName, definition, generated ? Writing.NEVER : Writing.FREE);
    }

    /** A column of a type that has no length. */
    public TargetColumn(String name, String typeName, boolean generated) {
        this(name, typeName, typeName, generated);
    }

    /** Returns whether the database computes its values, so that none can be written. */
    public boolean generated() {
        return writing == Writing.NEVER;
    }
}
