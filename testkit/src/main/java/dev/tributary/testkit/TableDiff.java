package dev.tributary.testkit;

import dev.tributary.testkit.internal.diff.TableContent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares two tables row by row, as in {@code assertThat(TableDiff.compare(source, target, "orders")).isEmpty()} or
 * {@code assertThat(diff.differences()).isEmpty()}.
 *
 * <p>Rows are matched by the source table's primary key; without one, by all their values, as often as they occur.
 * Columns are matched by name, whatever their case and order, and the target may have more of them. Between two MySQL or
 * MariaDB servers, values are equal when the servers print them alike; otherwise numbers, times and texts are equal when
 * they mean the same. Both tables are read into memory, and nobody should write to them meanwhile.
 *
 * <p>Immutable.
 */
public final class TableDiff {
    private static final int SHOWN = 20;

    private final String title;
    private final long rows;
    private final long count;
    private final List<String> differences;

    private TableDiff(String title, long rows, long count, List<String> differences) {
        this.title = title;
        this.rows = rows;
        this.count = count;
        this.differences = List.copyOf(differences);
    }

    /**
     * Compares the tables of this name.
     *
     * @param table may have its database before it, as in {@code shop.orders}
     * @throws TestkitException if a table cannot be read
     */
    public static TableDiff compare(Connection source, Connection target, String table) {
        return compare(source, table, target, table);
    }

    /**
     * Compares two tables.
     *
     * @throws TestkitException if a table cannot be read
     */
    public static TableDiff compare(Connection source, String sourceTable, Connection target, String targetTable) {
        try {
            TableContent expected = TableContent.read(source, sourceTable, TableContent.isMySql(target));
            TableContent actual = expected.readCounterpart(target, targetTable, TableContent.isMySql(source));
            return compare(sourceTable + " and " + targetTable, expected, actual);
        } catch (SQLException e) {
            throw new TestkitException(
                    "Cannot compare " + sourceTable + " and " + targetTable + ": " + e.getMessage(), e);
        }
    }

    private static TableDiff compare(String title, TableContent expected, TableContent actual) {
        List<String> shown = new ArrayList<>();
        long count = 0;
        for (Map.Entry<List<String>, List<String>> row : expected.rows().entrySet()) {
            List<String> other = actual.rows().get(row.getKey());
            if (!row.getValue().equals(other)) {
                count++;
                if (shown.size() < SHOWN) {
                    shown.add(
                            other == null
                                    ? "missing: " + expected.describe(row.getKey(), row.getValue())
                                    : "different: " + expected.describe(row.getKey(), row.getValue(), other));
                }
            }
        }
        for (Map.Entry<List<String>, List<String>> row : actual.rows().entrySet()) {
            if (!expected.rows().containsKey(row.getKey())) {
                count++;
                if (shown.size() < SHOWN) {
                    shown.add("unexpected: " + expected.describe(row.getKey(), row.getValue()));
                }
            }
        }
        return new TableDiff(title, expected.rows().size(), count, shown);
    }

    /** Whether the tables are equal. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** How many rows the source table has. */
    public long rows() {
        return rows;
    }

    /** How many rows differ, are missing, or should not be there. */
    public long count() {
        return count;
    }

    /** The first differences, each as a sentence for people. */
    public List<String> differences() {
        return differences;
    }

    /** The number of differences and the first of them, one a line. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return title + " are equal: " + rows + " rows";
        }
        String more = count > differences.size() ? "\n  … and " + (count - differences.size()) + " more" : "";
        return title + " differ in " + count + " rows (source has " + rows + "):\n  " + String.join("\n  ", differences)
                + more;
    }
}
