package dev.tributary;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot is to read: one table, all or some of its columns, all of its rows or those that meet a condition.
 *
 * <p>Immutable.
 */
public final class SnapshotTable {

    private final TableId table;
    private final List<String> columns;
    private final @Nullable String condition;

    private SnapshotTable(TableId table, List<String> columns, @Nullable String condition) {
        this.table = table;
        this.columns = columns;
        this.condition = condition;
    }

    /**
     * Returns all rows and columns of a table.
     *
     * @param table its name, {@code database.table}; {@link #of(TableId)} takes names that have a dot in them
     * @throws IllegalArgumentException if it has another form
     */
    public static SnapshotTable of(String table) {
        int dot = table.indexOf('.');
        if (dot <= 0 || dot == table.length() - 1 || table.indexOf('.', dot + 1) >= 0) {
            throw new IllegalArgumentException(
                    "The table of a snapshot is given as 'database.table', but is '" + table + "'");
        }
        return of(new TableId(table.substring(0, dot), table.substring(dot + 1)));
    }

    /** Returns all rows and columns of a table. */
    public static SnapshotTable of(TableId table) {
        return new SnapshotTable(Objects.requireNonNull(table, "table"), List.of(), null);
    }

    /**
     * Returns this with some of the columns; those of the key are read too. The rows hold no others, so a sink leaves
     * the others of its table as they are.
     *
     * @param names the columns, as the server spells them
     * @throws IllegalArgumentException if there is none, or one twice, or one that is blank
     */
    public SnapshotTable columns(String... names) {
        Set<String> distinct = new HashSet<>();
        for (String name : names) {
            if (name.isBlank() || !distinct.add(name)) {
                throw new IllegalArgumentException("The columns of the snapshot of " + table
                        + " must be different and not blank, but are " + Arrays.toString(names));
            }
        }
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException(
                    "A snapshot of " + table + " must have a column; leave columns() out for all");
        }
        return new SnapshotTable(table, List.of(names), condition);
    }

    /**
     * Returns this with a condition that rows must meet.
     *
     * @param sql an expression in the SQL of the source, such as {@code created >= '2024-01-01'}. It is put into a statement
     *     as it is, so it must come from whoever may run any query there
     * @throws IllegalArgumentException if it is blank
     */
    public SnapshotTable where(String sql) {
        if (sql.isBlank()) {
            throw new IllegalArgumentException("The condition of the snapshot of " + table + " must not be blank");
        }
        return new SnapshotTable(table, columns, sql);
    }

    /** Returns the table. */
    public TableId table() {
        return table;
    }

    /** Returns the columns to read besides those of the key; empty for all. */
    public List<String> columns() {
        return columns;
    }

    /** Returns the condition that rows must meet; empty for all rows. */
    public Optional<String> condition() {
        return Optional.ofNullable(condition);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotTable that
                && table.equals(that.table)
                && columns.equals(that.columns)
                && Objects.equals(condition, that.condition);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, columns, condition);
    }

    /** Returns the table, its columns if some were chosen, and the condition if there is one. */
    @Override
    public String toString() {
        return table + (columns.isEmpty() ? "" : " " + columns) + (condition == null ? "" : " where " + condition);
    }
}
