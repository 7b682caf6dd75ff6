package dev.tributary.jdbc.internal.database;

import dev.tributary.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table of the target, as the database described it.
 *
 * @param id the name as the database spells it
 * @param columns the columns
 * @param uniqueKeys the names of the columns of each unique key, the primary key among them; {@link #EXPRESSION} stands for
 *     an expression
 * @param links which foreign keys it has to do with
 */
public record TargetTable(TableId id, List<TargetColumn> columns, List<Set<String>> uniqueKeys, Links links) {

    /** Stands for an expression among the columns of a unique key. */
    public static final String EXPRESSION = "";

    /** Copies the lists. */
    public TargetTable {
        columns = List.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
    }

    /** Returns the column of a name; where there is none, the one that differs only in case. */
    public Optional<TargetColumn> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .or(() -> columns.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .findFirst());
    }

    /** Returns whether a foreign key leads to or from it. */
    public boolean isLinked() {
        return links != Links.NONE;
    }

    /** Returns whether its rows are told apart by these columns alone, so that no row can have a unique value of another. */
    public boolean isToldApartBy(Set<String> names) {
        return uniqueKeys.stream().allMatch(names::equals);
    }

    /** Returns whether no two rows can have the same values in these columns. */
    public boolean isUnique(Set<String> names) {
        return uniqueKeys.stream().anyMatch(names::containsAll);
    }
}
