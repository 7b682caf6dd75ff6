package dev.tributary.jdbc.internal.postgres;

import static java.util.stream.Collectors.joining;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.RowChange;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetColumn;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Writes any number of rows by one statement with one parameter for each column: an array of its values, which {@code unnest}
 * makes rows of again. The statement is the same for all numbers of rows, so that it is prepared once.
 */
final class ArrayStatement implements RowWriter {

    private static final String ROWS = "new_rows";

    private final Session session;
    private final PostgresDialect dialect;
    private final RowForm form;
    private final String sql;
    private final List<ColumnArray> arrays;

    ArrayStatement(Session session, PostgresDialect dialect, RowForm form, RowChange change) {
        this.session = session;
        this.dialect = dialect;
        this.form = form;
        this.arrays = form.fields().stream().map(ColumnArray::new).toList();
        this.sql = switch (change) {
            case INSERT, UPSERT -> upsert();
            case UPDATE -> update();
            case DELETE -> delete();
        };
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
        if (sql.isEmpty()) {
            return;
        }
        PreparedStatement statement = session.prepare(sql);
        for (int i = 0; i < arrays.size(); i++) {
            statement.setArray(i + 1, arrays.get(i).of(rows, statement.getConnection()));
        }
        statement.executeUpdate();
    }

    @Override
    public String toString() {
        return "arrays of columns";
    }

    private String upsert() {
        List<TargetColumn> columns = form.columns();
        return "INSERT INTO " + dialect.quote(form.table().id()) + " (" + dialect.names(columns) + ")"
                + dialect.overriding(columns) + " SELECT " + each(columns, this::given, ", ") + " FROM " + rows()
                + dialect.onConflict(columns, form.keyColumns());
    }

    private String update() {
        List<TargetColumn> changed = dialect.changeable(form.columns(), form.keyColumns());
        return changed.isEmpty()
                ? ""
                : "UPDATE " + dialect.quote(form.table().id()) + " AS t SET "
                        + each(changed, column -> dialect.quote(column.name()) + " = " + given(column), ", ") + " FROM "
                        + rows() + " WHERE " + sameKey();
    }

    private String delete() {
        return "DELETE FROM " + dialect.quote(form.table().id()) + " AS t USING " + rows() + " WHERE " + sameKey();
    }

    private String sameKey() {
        return each(form.keyColumns(), column -> "t." + dialect.quote(column.name()) + " = " + given(column), " AND ");
    }

    private String given(TargetColumn column) {
        return Kind.cast(ROWS + ".c" + form.columns().indexOf(column), column.typeName());
    }

    private String rows() {
        String parameters = each(
                form.columns(),
                column -> "CAST(? AS " + Kind.of(column.typeName()).element() + "[])",
                ", ");
        String names =
                IntStream.range(0, form.fields().size()).mapToObj(i -> "c" + i).collect(joining(", "));
        return "unnest(" + parameters + ") AS " + ROWS + " (" + names + ")";
    }

    private static String each(List<TargetColumn> columns, Function<TargetColumn, String> text, String separator) {
        return columns.stream().map(text).collect(joining(separator));
    }
}
