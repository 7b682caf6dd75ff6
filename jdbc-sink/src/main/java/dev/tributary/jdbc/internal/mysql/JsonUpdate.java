package dev.tributary.jdbc.internal.mysql;

import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.format.JsonBuffer;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates many rows by one statement whose only parameter is a JSON document with an array for each row: {@code JSON_TABLE} makes
 * rows of it again, to which the table is joined by its key. Numbers that JSON would round, times and bytes go as text.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/en/json-table-functions.html">JSON_TABLE</a>
 */
final class JsonUpdate implements RowWriter {

    /** One row is as well updated without the document. */
    private static final int FROM_ROWS = 8;

    /** A longer document is cut between rows, so that no server's limit of packets is met. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int LONGEST_VARCHAR = 2000;

    private final Session session;
    private final RowForm form;
    private final RowWriter otherWay;
    private final String sql;
    private final JsonCells cells = new JsonCells();
    private final JsonBuffer document = new JsonBuffer();

    private JsonUpdate(Session session, RowForm form, RowWriter otherWay, String sql) {
        this.session = session;
        this.form = form;
        this.otherWay = otherWay;
        this.sql = sql;
    }

    /** Returns whether the key can be joined without a collation or rounding, and each column takes what it would take from a parameter. */
    static boolean fits(RowForm form) {
        return form.key().stream().allMatch(field -> isExactInteger(field.type()))
                && form.fields().size() > form.key().size()
                && form.fields().stream()
                        .allMatch(field -> ValueKind.of(field.type().sqlType())
                                .fits(field.target().typeName()));
    }

    private static boolean isExactInteger(ColumnType type) {
        return type.sqlType().isInteger() && !(type.sqlType() == SqlType.BIGINT && type.unsigned());
    }

    /**
     * Makes a writer.
     *
     * @param mariaDb whether texts that are too long for a column of JSON_TABLE are cut without an error
     * @param otherWay for rows that are too large for a document
     */
    static JsonUpdate of(Session session, RowForm form, boolean mariaDb, RowWriter otherWay) {
        return new JsonUpdate(session, form, otherWay, sql(session, form, mariaDb));
    }

    private static String sql(Session session, RowForm form, boolean mariaDb) {
        String table = session.dialect().quote(form.table().id());
        List<String> columns = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> assignments = new ArrayList<>();
        for (RowForm.Field field : form.fields()) {
            int index = columns.size();
            String name = "c" + index;
            columns.add(name + " " + type(field.type(), mariaDb) + " PATH '$[" + index + "]' ERROR ON ERROR");
            String target = table + "." + session.dialect().quote(field.target().name());
            (form.key().contains(field) ? keys : assignments).add(target + " = " + value(field, "n." + name));
        }
        // The table must come second: it would be read as a whole otherwise, if the server takes it for small.
        return "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (" + String.join(", ", columns) + ")) AS n STRAIGHT_JOIN " + table
                + " ON " + String.join(" AND ", keys) + " SET " + String.join(", ", assignments);
    }

    private static String type(ColumnType type, boolean mariaDb) {
        return switch (ValueKind.of(type.sqlType())) {
            case NUMBER -> isExactInteger(type) ? "BIGINT" : "VARCHAR(100)";
            case YEAR -> "BIGINT";
            case TEMPORAL, BITS -> "VARCHAR(40)";
            case TEXT ->
                !mariaDb && type.length() > 0 && type.length() <= LONGEST_VARCHAR
                        ? "VARCHAR(" + type.length() + ") CHARACTER SET utf8mb4"
                        : "LONGTEXT CHARACTER SET utf8mb4";
            case BYTES -> "LONGTEXT";
        };
    }

    private static String value(RowForm.Field field, String name) {
        return switch (ValueKind.of(field.type().sqlType())) {
            case BYTES -> "FROM_BASE64(" + name + ")";
            case BITS -> "CAST(" + name + " AS UNSIGNED)";
            default -> name;
        };
    }

    @Override
    public WriteMethod method() {
        return WriteMethod.STATEMENTS;
    }

    @Override
    public int fromRows() {
        return FROM_ROWS;
    }

    @Override
    public void write(List<Row> rows) throws SQLException {
        document.clear(); // a failure may have left something
        for (Row row : rows) {
            byte[] array = array(row);
            if (array.length > MOST_BYTES) {
                otherWay.write(List.of(row));
                continue;
            }
            if (document.size() + array.length > MOST_BYTES) {
                send();
            }
            document.raw(document.size() == 0 ? '[' : ',').raw(array);
        }
        send();
    }

    private byte[] array(Row row) throws SQLException {
        cells.clear();
        for (RowForm.Field field : form.fields()) {
            try {
                cells.add(row, field.source());
            } catch (RuntimeException unreadable) {
                throw UnbindableException.of(row, field.source(), unreadable);
            }
        }
        return cells.toArray();
    }

    private void send() throws SQLException {
        if (document.size() > 0) {
            document.raw(']');
            PreparedStatement statement = session.prepare(sql);
            statement.setString(1, new String(document.array(), 0, document.size(), StandardCharsets.UTF_8));
            document.clear();
            statement.executeUpdate();
        }
    }

    @Override
    public String toString() {
        return "a JSON document from " + FROM_ROWS + " rows on";
    }
}
