package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Inserts rows by {@code LOAD DATA LOCAL INFILE}, which spares the server a statement to parse and an expression for each
 * value.
 *
 * <p>With LOCAL the server goes on where a row is there already or a value does not fit, leaves out the row or changes the
 * value, and says so by a warning. So any warning, and any other number of rows than was sent, undoes the statement, and the
 * rows are written in the other way, which updates those that are there and names what is refused. Where that happens,
 * the next batches are written in the other way at once; how many, doubles each time. Never is a row replaced.
 */
final class LoadData implements RowWriter {

    /** Fewer rows are not worth the savepoint and the two packets more. */
    private static final int FROM_ROWS = 50;

    private static final int MOST_SPARED = 256;

    /** What the servers say once somebody has switched off {@code local_infile}. */
    private static final Set<Integer> DISABLED = Set.of(1148, 3948, 4166);

    private final Session session;
    private final RowForm form;
    private final RowWriter otherWay;
    private final String sql;
    private final FieldFile file = new FieldFile();
    private int spared = 1;
    private int toSpare;

    private LoadData(Session session, RowForm form, RowWriter otherWay, String sql) {
        this.session = session;
        this.form = form;
        this.otherWay = otherWay;
        this.sql = sql;
    }

    /** Returns whether each column takes from a file what it would take from a parameter. */
    static boolean fits(RowForm form) {
        return form.fields().stream()
                .allMatch(field ->
                        ValueKind.of(field.type().sqlType()).fits(field.target().typeName()));
    }

    /** @param otherWay for rows that cannot be loaded */
    static LoadData of(Session session, RowForm form, RowWriter otherWay) {
        return new LoadData(session, form, otherWay, sql(session, form));
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
    public WriteMethod method() {
        return WriteMethod.FILE;
    }

    @Override
    public int fromRows() {
        return FROM_ROWS;
    }

    @Override
    public void write(List<Row> rows) throws SQLException {
        if (toSpare > 0) {
            toSpare--;
            otherWay.write(rows);
            return;
        }
        Savepoint before = session.savepoint();
        if (isLoaded(rows)) {
            spared = 1;
            return;
        }
        session.rollback(before);
        toSpare = spared;
        spared = Math.min(2 * spared, MOST_SPARED);
        otherWay.write(rows);
    }

    private boolean isLoaded(List<Row> rows) throws SQLException {
        try {
            return load(rows) == rows.size();
        } catch (SQLException refused) {
            if (DISABLED.contains(refused.getErrorCode())) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public String toString() {
        return "LOAD DATA LOCAL from " + FROM_ROWS + " rows on";
    }

    /** Returns how many rows were written just as they are, or less than none. */
    private int load(List<Row> rows) throws SQLException {
        try (Statement statement = session.statement();
                RowStream stream = new RowStream(form.fields(), rows, file)) {
            int loaded = LocalInfile.execute(statement, sql, stream);
            stream.throwFailure();
            return statement.getWarnings() == null ? loaded : -1;
        }
    }
}
