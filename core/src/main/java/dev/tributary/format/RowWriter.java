package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows and keys as JSON objects of their columns. A column that a row does not hold is left out.
 *
 * <p>Confined to one thread.
 */
public final class RowWriter {

    private final SchemaCache<byte[][]> names = new SchemaCache<>(RowWriter::names);
    private final @Nullable FormedValues formed;

    /**
     * Creates a writer.
     *
     * @param form of the values
     */
    public RowWriter(JsonForm form) {
        formed = form.isStandard() ? null : new FormedValues(form);
    }

    /** Appends a row as an object. */
    public void write(Row row, JsonBuffer target) {
        write(row, names.get(row.schema()), target);
    }

    /** Appends a key as an object of its columns. */
    public void write(RowKey key, JsonBuffer target) {
        write(key, names.get(key.row().schema()), target);
    }

    /** Returns the name of each column, quoted, with the colon. */
    static byte[][] names(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> new JsonBuffer().string(column.name()).raw(':').toBytes())
                .toArray(byte[][]::new);
    }

    /** Appends a row, whose names the caller has at hand. */
    void write(Row row, byte[][] columnNames, JsonBuffer target) {
        FormedValues values = formed;
        if (values != null) {
            writeFormed(row, columnNames, target, values);
            return;
        }
        char separator = '{';
        for (int i = 0; i < columnNames.length; i++) {
            if (row.has(i)) {
                target.raw(separator).raw(columnNames[i]);
                row.write(i, target);
                separator = ',';
            }
        }
        end(separator, target);
    }

    private static void writeFormed(Row row, byte[][] columnNames, JsonBuffer target, FormedValues values) {
        List<Column> columns = row.schema().columns();
        values.into(target);
        char separator = '{';
        for (int i = 0; i < columnNames.length; i++) {
            if (row.has(i)) {
                target.raw(separator).raw(columnNames[i]);
                values.of(columns.get(i));
                row.write(i, values);
                separator = ',';
            }
        }
        end(separator, target);
    }

    private static void end(char separator, JsonBuffer target) {
        if (separator == '{') {
            target.raw('{');
        }
        target.raw('}');
    }

    /** Appends a key, whose row's names the caller has at hand. */
    void write(RowKey key, byte[][] columnNames, JsonBuffer target) {
        target.raw('{');
        for (int i = 0; i < key.size(); i++) {
            if (i > 0) {
                target.raw(',');
            }
            int column = key.column(i);
            target.raw(columnNames[column]);
            writeValue(key.row(), column, target);
        }
        target.raw('}');
    }

    /** Appends one value. */
    void writeValue(Row row, int column, JsonBuffer target) {
        if (formed == null) {
            row.write(column, target);
        } else {
            formed.into(target);
            formed.of(row.schema().column(column));
            row.write(column, formed);
        }
    }

    /**
     * Appends the older values of the columns that an update has changed, as an object.
     *
     * @param before holds all columns
     * @param after holds all columns
     */
    void writeChanged(Row before, Row after, JsonBuffer target, JsonBuffer scratch) {
        byte[][] columnNames = names.get(before.schema());
        char separator = '{';
        for (int i = 0; i < columnNames.length; i++) {
            scratch.clear();
            writeValue(after, i, scratch);
            int length = scratch.size();
            writeValue(before, i, scratch);
            if (!scratch.isTwice(length)) {
                target.raw(separator).raw(columnNames[i]);
                target.raw(scratch.array(), length, scratch.size() - length);
                separator = ',';
            }
        }
        end(separator, target);
    }
}
