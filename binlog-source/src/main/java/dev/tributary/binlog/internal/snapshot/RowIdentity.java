package dev.tributary.binlog.internal.snapshot;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells the rows of a table apart, as one text. Immutable.
 *
 * @param columns names, at least one
 */
record RowIdentity(List<String> columns) {

    RowIdentity {
        columns = List.copyOf(columns);
    }

    /** Returns what the primary key tells; null for a table without one. */
    static @Nullable RowIdentity ofKey(TableSchema schema) {
        return schema.hasKey()
                ? new RowIdentity(Arrays.stream(schema.keyColumns())
                        .mapToObj(column -> schema.column(column).name())
                        .toList())
                : null;
    }

    /**
     * Returns a row's.
     *
     * @param older what has the columns that the row lacks
     * @throws dev.tributary.ValueException if neither has one
     */
    String of(Row row, Row older) {
        StringBuilder text = new StringBuilder();
        for (String name : columns) {
            int column = row.schema().requireIndex(name);
            String value = (row.has(column) ? row : older).getText(column);
            text.append(value.length()).append(':').append(value);
        }
        return text.toString();
    }
}
