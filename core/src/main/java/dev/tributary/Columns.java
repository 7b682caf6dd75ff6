package dev.tributary;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions over columns, for {@link Stage#map}. */
public final class Columns {

    private static final String MASK = "***";

    private Columns() {}

    /**
     * Returns a function that replaces the text of columns by stars, before and after; NULL stays NULL, and a table
     * without such a column stays as it is.
     *
     * @throws IllegalArgumentException when it meets a column whose Java type is not {@link String}
     */
    public static Function<ChangeEvent, ChangeEvent> mask(String... columns) {
        String[] names = columns.clone();
        UnaryOperator<Row> maskRow = row -> {
            Row masked = row;
            for (String name : names) {
                if (row.has(name) && !row.isNull(name)) {
                    masked = masked.with(name, MASK);
                }
            }
            return masked;
        };
        return change -> change.mapRows(maskRow);
    }
}
