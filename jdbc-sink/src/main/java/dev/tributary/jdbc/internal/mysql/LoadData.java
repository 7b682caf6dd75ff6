package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.jdbc.internal.database.BulkLoad;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowStream;
import dev.tributary.jdbc.internal.database.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Loads rows by {@code LOAD DATA LOCAL INFILE}, which spares the server a statement to parse and an expression for each value.
 *
 * <p>With LOCAL the server goes on where a row is there already or a value does not fit, leaves out the row or changes the
 * value, and says so by a warning. So any warning, and any other number of rows than was sent, has the statement undone.
 */
final class LoadData implements BulkLoad.Loader {

    /** What the servers say once somebody has switched off {@code local_infile}. */
    private static final Set<Integer> DISABLED = Set.of(1148, 3948, 4166);

    private final Session session;
    private final RowForm form;
    private final String sql;
    private final FieldFile file;

    LoadData(Session session, RowForm form) {
        this.session = session;
        this.form = form;
        this.sql = sql(session, form);
        this.file = new FieldFile(session.text());
    }

    /** Returns whether each column takes from a file what it would take from a parameter. */
    static boolean fits(RowForm form) {
        return form.fields().stream()
                .allMatch(field ->
                        ValueKind.of(field.type().sqlType()).fits(field.target().typeName()));
    }

    /** Characters are hexadecimal numbers, since what a backslash is in a string depends on the session's mode. */
    private static String sql(Session session, RowForm form) {
        List<String> names = new ArrayList<>();
        List<String> assignments = new ArrayList<>();
        for (RowForm.Field field : form.fields()) {
            String column = session.dialect().quote(field.target().name());
            String variable = "@tributary_" + names.size();
            switch (ValueKind.of(field.type().sqlType())) {
                case BYTES -> assignments.add(column + " = UNHEX(" + variable + ")");
                case BITS, YEAR -> assignments.add(column + " = CAST(" + variable + " AS UNSIGNED)");
                default -> variable = column;
            }
            names.add(variable);
        }
        return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE "
                + session.dialect().quote(form.table().id())
                + " CHARACTER SET utf8mb4 FIELDS TERMINATED BY 0x09 ESCAPED BY 0x5C LINES TERMINATED BY 0x0A ("
                + String.join(", ", names) + ")"
                + (assignments.isEmpty() ? "" : " SET " + String.join(", ", assignments));
    }

    @Override
    public boolean load(List<Row> rows) throws SQLException {
        try {
            return loaded(rows) == rows.size();
        } catch (SQLException refused) {
            if (DISABLED.contains(refused.getErrorCode())) {
                return false;
            }
            throw refused;
        }
    }

    /** Returns how many rows were written just as they are, or less than none. */
    private int loaded(List<Row> rows) throws SQLException {
        try (Statement statement = session.statement();
                RowStream stream = new RowStream(rows, session.text(), row -> file.write(row, form.fields()))) {
            int loaded = LocalInfile.execute(statement, sql, stream);
            stream.throwFailure();
            return statement.getWarnings() == null ? loaded : -1;
        }
    }
}
