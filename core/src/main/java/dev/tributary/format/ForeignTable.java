package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.internal.ArrayRow;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table as a document of others describes it: its columns, and what form the values of each have. */
final class ForeignTable {

    private final TableSchema schema;
    private final String[] forms;

    /**
     * Creates a table.
     *
     * @param forms of each column's values, as {@link ForeignValues} names them
     */
    ForeignTable(TableSchema schema, String[] forms) {
        this.schema = schema;
        this.forms = forms;
    }

    /** Returns a table whose values all have one form. */
    static ForeignTable of(TableSchema schema, String form) {
        String[] forms = new String[schema.size()];
        Arrays.fill(forms, form);
        return new ForeignTable(schema, forms);
    }

    TableSchema schema() {
        return schema;
    }

    /** Returns this table with other types of its columns, whose values have the same forms. */
    ForeignTable as(TableSchema other) {
        String[] same = new String[other.size()];
        for (int i = 0; i < same.length; i++) {
            int index = schema.indexOf(other.column(i).name());
            same[i] = index < 0 ? ForeignValues.UNKNOWN : forms[index];
        }
        return new ForeignTable(other, same);
    }

    /** Returns a row; columns that are not there are absent. */
    Row row(Map<String, @Nullable Object> values) {
        ArrayRow.Builder row = new ArrayRow.Builder(schema);
        values.forEach((name, value) -> set(row, name, value));
        return row.build();
    }

    /**
     * Returns a row as it was before an update: of changed columns the old values, of the others those of the newer
     * row.
     */
    Row row(Map<String, @Nullable Object> newer, Map<String, @Nullable Object> old) {
        ArrayRow.Builder row = new ArrayRow.Builder(schema);
        newer.forEach((name, value) -> set(row, name, old.containsKey(name) ? old.get(name) : value));
        return row.build();
    }

    /** Returns a row that holds the key of another one, and nothing else. */
    Row keyOf(Map<String, @Nullable Object> values) {
        ArrayRow.Builder row = new ArrayRow.Builder(schema);
        for (int column : schema.keyColumns()) {
            String name = schema.column(column).name();
            set(row, name, values.get(name));
        }
        return row.build();
    }

    private void set(ArrayRow.Builder row, String name, @Nullable Object value) {
        int index = schema.indexOf(name);
        if (index < 0) {
            throw new DecodeException("The change of table " + schema.table() + " has a column '" + name
                    + "' that its description does not have; that has " + Arrays.toString(names()));
        }
        ForeignValues.set(row, index, schema.column(index), forms[index], value);
    }

    private String[] names() {
        return schema.columns().stream().map(Column::name).toArray(String[]::new);
    }
}
