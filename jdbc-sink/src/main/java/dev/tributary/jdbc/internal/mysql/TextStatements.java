package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.MultiRowStatements;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TextBuffer;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows, or updates those whose key is there, by statements of many rows that have the values in their text. While the
 * server is at one of them the next is written, which parameters would not allow: a driver guards them by the lock that it holds
 * until the server has answered.
 */
final class TextStatements implements RowWriter {

    private final Session session;
    private final RowForm form;
    private final byte[] before;
    private final byte[] behind;
    private final int maxRows;
    private final TextBuffer text;
    private final Literals literals;

    /**
     * Sends nothing yet.
     *
     * @param before the text of a statement up to the rows
     * @param behind its text behind them
     */
    TextStatements(Session session, RowForm form, String before, String behind) {
        this.session = session;
        this.form = form;
        this.before = before.getBytes(StandardCharsets.UTF_8);
        this.behind = behind.getBytes(StandardCharsets.UTF_8);
        this.text = session.text();
        this.literals = new Literals(text);
        this.maxRows = MultiRowStatements.maxRows(session);
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
        try (Statement statement = session.statement()) {
            statement.setEscapeProcessing(false); // nothing in it is for the driver
            String sql = sql(rows.subList(0, Math.min(maxRows, rows.size())));
            for (int start = maxRows; start < rows.size(); start += maxRows) {
                sql = executeAndWrite(statement, sql, rows.subList(start, Math.min(start + maxRows, rows.size())));
            }
            statement.executeUpdate(sql);
        }
    }

    /** Executes a statement, and returns the one of the next rows. */
    private String executeAndWrite(Statement statement, String sql, List<Row> nextRows) throws SQLException {
        CompletableFuture<Written> next = CompletableFuture.supplyAsync(() -> written(nextRows), session.aside());
        try {
            statement.executeUpdate(sql);
        } finally {
            next.join(); // it uses the memory
        }
        return next.join().sql();
    }

    /** The text of a statement, or why there is none. */
    private record Written(@Nullable String text, @Nullable UnbindableException failure) {
        String sql() throws UnbindableException {
            if (failure != null) {
                throw failure;
            }
            return Objects.requireNonNull(text);
        }
    }

    private Written written(List<Row> rows) {
        try {
            return new Written(sql(rows), null);
        } catch (UnbindableException unreadable) {
            return new Written(null, unreadable);
        }
    }

    private String sql(List<Row> rows) throws UnbindableException {
        text.clear();
        text.raw(before, 0, before.length);
        for (int i = 0; i < rows.size(); i++) {
            text.ascii(i == 0 ? "(" : ",(");
            add(rows.get(i));
            text.put(')');
        }
        text.raw(behind, 0, behind.length);
        return new String(text.array(), 0, text.size(), StandardCharsets.UTF_8);
    }

    private void add(Row row) throws UnbindableException {
        List<RowForm.Field> fields = form.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                text.put(',');
            }
            int column = fields.get(i).source();
            try {
                row.write(column, literals);
            } catch (RuntimeException unreadable) {
                throw UnbindableException.of(row, column, unreadable);
            }
        }
    }

    @Override
    public String toString() {
        return "statements of up to " + maxRows + " rows";
    }
}
