package dev.tributary;

import dev.tributary.internal.KeyFold;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table at one moment, and which of them are its primary key. All events between two changes of a
 * table share one schema.
 *
 * <p>Immutable. Two schemas are equal when table, columns and key are.
 */
public final class TableSchema {

    private final TableId table;
    private final List<Column> columns;
    private final int[] keyColumns;
    private final Map<String, Integer> indexByName;
    private volatile KeyFold @Nullable [] folds; // made when a key is folded first

    private TableSchema(TableId table, List<Column> columns, int[] keyColumns) {
        this.table = Objects.requireNonNull(table, "table");
        this.columns = List.copyOf(columns);
        this.keyColumns = keyColumns;
        this.indexByName = new HashMap<>();
        for (int i = 0; i < this.columns.size(); i++) {
            String name = this.columns.get(i).name();
            if (indexByName.putIfAbsent(name, i) != null) {
                throw new IllegalArgumentException("Table " + table + " has two columns named '" + name + "'");
            }
        }
    }

    /**
     * Returns a schema.
     *
     * @param columns the columns in the order of the table
     * @param primaryKey the names of the primary key's columns in the order of the key; empty for a table without
     * @throws IllegalArgumentException if two columns have one name, or the key names a column that is not there
     */
    public static TableSchema of(TableId table, List<Column> columns, List<String> primaryKey) {
        TableSchema keyless = new TableSchema(table, columns, new int[0]);
        int[] keyColumns = primaryKey.stream().mapToInt(keyless::requireIndex).toArray();
        return new TableSchema(table, columns, keyColumns);
    }

    /** Returns the table's name. */
    public TableId table() {
        return table;
    }

    /** Returns the columns in the order of the table. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the column at an index, from 0. */
    public Column column(int index) {
        return columns.get(index);
    }

    /** Returns the number of columns. */
    public int size() {
        return columns.size();
    }

    /** Returns the indexes of the primary key's columns in the order of the key; empty for a table without. */
    public int[] keyColumns() {
        return keyColumns.clone();
    }

    /** Returns the index of a column by its exact name, or -1 where there is none. */
    public int indexOf(String column) {
        Integer index = indexByName.get(column);
        return index == null ? -1 : index;
    }

    /**
     * Returns the index of a column by its exact name.
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    public int requireIndex(String column) {
        int index = indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("Table " + table + " has no column '" + column + "'; its columns are "
                    + columns.stream().map(Column::name).toList());
        }
        return index;
    }

    /** Returns whether the table has a primary key. */
    public boolean hasKey() {
        return keyColumns.length > 0;
    }

    /** Returns whether the column at an index is a part of the primary key. */
    public boolean isKeyColumn(int index) {
        for (int keyColumn : keyColumns) {
            if (keyColumn == index) {
                return true;
            }
        }
        return false;
    }

    /** Returns what folds the values of each column. */
    KeyFold[] folds() {
        KeyFold[] known = folds;
        if (known == null) {
            known = columns.stream().map(column -> KeyFold.of(column.type())).toArray(KeyFold[]::new);
            folds = known;
        }
        return known;
    }

    int[] keyColumnsUnshared() {
        return keyColumns;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof TableSchema that
                && table.equals(that.table)
                && columns.equals(that.columns)
                && Arrays.equals(keyColumns, that.keyColumns);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * table.hashCode() + columns.hashCode()) + Arrays.hashCode(keyColumns);
    }

    /** Returns {@code table(column type, …) key(column, …)}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", table + "(", ")");
        columns.forEach(column -> text.add(column.toString()));
        StringJoiner key = new StringJoiner(", ", " key(", ")");
        Arrays.stream(keyColumns).forEach(index -> key.add(columns.get(index).name()));
        return text + (hasKey() ? key.toString() : "");
    }
}
