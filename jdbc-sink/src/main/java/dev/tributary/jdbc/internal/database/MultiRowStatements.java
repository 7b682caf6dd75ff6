package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows by prepared statements with a parameter for each value. Statements take many rows; an update takes one. Their
 * numbers of rows are powers of two, so that a batch of any size is made of few statements, all of which were prepared
 * before.
 */
public final class MultiRowStatements implements RowWriter {

    /** More make MySQL slower, which then reaches for memory that is in no cache of the processor. */
    private static final int MAX_ROWS = 256;

    /** More, where each answer takes its time. */
    private static final int MAX_ROWS_FAR = 2048;

    /** What protocols with a count of two bytes admit, less some. */
    private static final int MAX_PARAMETERS = 60_000;

    private final Session session;
    private final Dialect dialect;
    private final RowForm form;
    private final RowChange change;
    private final int maxRows;
    private final Map<Integer, String> byRows = new HashMap<>();

    /** Prepares nothing yet. */
    public MultiRowStatements(Session session, RowForm form, RowChange change) {
        this.session = session;
        this.dialect = session.dialect();
        this.form = form;
        this.change = change;
        this.maxRows = change == RowChange.UPDATE
                ? 1
                : Math.max(
                        1,
                        Math.min(
                                maxRows(session), MAX_PARAMETERS / form.fields().size()));
    }

    /** Returns how many rows a statement best has. */
    public static int maxRows(Session session) {
        return session.isFar() ? MAX_ROWS_FAR : MAX_ROWS;
    }

    @Override
    public WriteMethod method() {
        return WriteMethod.STATEMENTS;
    }

    @Override
    public int fromRows() {
        return 1;
    }

    @Override
    public void write(List<Row> rows) throws SQLException {
        for (int start = 0; start < rows.size(); ) {
            int count = Integer.highestOneBit(Math.min(rows.size() - start, maxRows));
            write(rows, start, count);
            start += count;
        }
    }

    private void write(List<Row> rows, int start, int count) throws SQLException {
        PreparedStatement statement = session.prepare(byRows.computeIfAbsent(count, this::sql));
        ParameterWriter parameters = new ParameterWriter(dialect, statement);
        for (Row row : rows.subList(start, start + count)) {
            parameters.add(form.fields(), row);
            if (change == RowChange.UPDATE) {
                parameters.add(form.key(), row);
            }
        }
        statement.executeUpdate();
    }

    @Override
    public String toString() {
        return maxRows == 1 ? "statements" : "statements of up to " + maxRows + " rows";
    }

    private String sql(int rows) {
        return switch (change) {
            case INSERT, UPSERT -> dialect.upsert(form.table(), form.columns(), form.keyColumns(), rows);
            case UPDATE -> dialect.update(form.table(), form.columns(), form.keyColumns());
            case DELETE -> dialect.delete(form.table(), form.keyColumns(), rows);
        };
    }
}
