package dev.tributary.jdbc.internal.postgres;

import dev.tributary.Row;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The values of one column of many rows, as an array of the server's. Confined to one thread. */
final class ColumnArray implements PlainValue {

    private final RowForm.Field field;
    private final Kind kind;
    private final PostgresValues values;
    private Object[] elements = {};
    private int size;

    ColumnArray(RowForm.Field field) {
        this.field = field;
        this.kind = Kind.of(field.target().typeName());
        this.values = new PostgresValues(field.target(), this);
    }

    /** Returns the column's values of rows. */
    Array of(List<Row> rows, Connection connection) throws SQLException {
        elements = switch (kind) {
            case INTEGER -> new Long[rows.size()];
            case REAL -> new Double[rows.size()];
            case TRUTH -> new Boolean[rows.size()];
            case BYTES -> new byte[rows.size()][];
            case TEXT -> new String[rows.size()];
        };
        size = 0;
        for (Row row : rows) {
            try {
                values.write(row, field.source());
            } catch (RuntimeException unreadable) {
                throw UnbindableException.of(row, field.source(), unreadable);
            }
        }
        Array array = connection.createArrayOf(kind.element(), elements);
        elements = new Object[0];
        return array;
    }

    @Override
    public void nothing() {
        size++;
    }

    @Override
    public void integer(long value) {
        add(value);
    }

    @Override
    public void real(double value) {
        add(value);
    }

    @Override
    public void truth(boolean value) {
        add(value);
    }

    @Override
    public void bytes(byte[] value) {
        add(value);
    }

    @Override
    public void text(String value) {
        add(value);
    }

    private void add(Object value) {
        elements[size] = value;
        size++;
    }
}
