package dev.tributary.jdbc.internal.database;

/**
 * A column of a table in the target.
 *
 * @param name the name as the database spells it
 * @param typeName the type as the database names it, in lower case and without length
 * @param generated whether the database computes its values, so that none can be written
 */
public record TargetColumn(String name, String typeName, boolean generated) {}
