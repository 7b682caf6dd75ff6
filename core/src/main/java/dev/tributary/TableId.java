package dev.tributary;

import java.util.Objects;

/**
 * The name of a table: its database (MySQL's word for a schema) and its own name, both as the server spells them.
 *
 * @param database the database's name, without quotes
 * @param name the table's name, without quotes
 */
public record TableId(String database, String name) implements Comparable<TableId> {

    /** Checks that both names are there. */
    public TableId {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(name, "name");
    }

    @Override
    public int compareTo(TableId other) {
        int byDatabase = database.compareTo(other.database);
        return byDatabase != 0 ? byDatabase : name.compareTo(other.name);
    }

    /** Returns {@code database.name}. */
    @Override
    public String toString() {
        return database + "." + name;
    }
}
