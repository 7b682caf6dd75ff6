package dev.tributary;

import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name the name as the server spells it
 * @param type the type
 * @param nullable whether the column admits NULL, as far as known; {@code true} where it is not
 */
public record Column(String name, ColumnType type, boolean nullable) {

    /** Checks that name and type are there. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** Returns a column that admits NULL. */
    public static Column of(String name, ColumnType type) {
        return new Column(name, type, true);
    }

    /** Returns a column whose type is given in SQL, such as {@code varchar(100)}. */
    public static Column of(String name, String type) {
        return new Column(name, ColumnType.parse(type), true);
    }

    /** Returns {@code name type}. */
    @Override
    public String toString() {
        return name + " " + type + (nullable ? "" : " not null");
    }
}
