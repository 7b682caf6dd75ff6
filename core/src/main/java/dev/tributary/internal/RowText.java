package dev.tributary.internal;

import dev.tributary.Row;
import java.util.StringJoiner;

/** Describes a row without its values, for {@code toString()}. */
public final class RowText {

    private RowText() {}

    /** Returns {@code Row of database.table [column, …]}. */
    public static String describe(Row row) {
        StringJoiner columns = new StringJoiner(", ", "Row of " + row.schema().table() + " [", "]");
        for (int i = 0; i < row.size(); i++) {
            if (row.has(i)) {
                columns.add(row.schema().column(i).name());
            }
        }
        return columns.toString();
    }
}
