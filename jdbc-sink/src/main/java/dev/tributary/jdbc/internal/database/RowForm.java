package dev.tributary.jdbc.internal.database;

import dev.tributary.ColumnType;
import java.util.List;

/**
 * Which columns of rows go to which of a table. Every row of a batch of one form holds all of them.
 *
 * @param table the table
 * @param fields the columns to be written, those of the key among them
 * @param key those that tell the table's rows apart
 */
public record RowForm(TargetTable table, List<Field> fields, List<Field> key) {

    /** Copies the lists. */
    public RowForm {
        fields = List.copyOf(fields);
        key = List.copyOf(key);
    }

    /**
     * A column and where its values come from.
     *
     * @param source the index in the source's rows
     * @param type the type in the source's rows
     */
    public record Field(int source, ColumnType type, TargetColumn target) {}

    /** Returns the columns to be written. */
    public List<TargetColumn> columns() {
        return targets(fields);
    }

    /** Returns the columns of the key. */
    public List<TargetColumn> keyColumns() {
        return targets(key);
    }

    private static List<TargetColumn> targets(List<Field> fields) {
        return fields.stream().map(Field::target).toList();
    }
}
