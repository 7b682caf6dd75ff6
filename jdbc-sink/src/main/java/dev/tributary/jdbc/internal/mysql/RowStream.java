package dev.tributary.jdbc.internal.mysql;

import dev.tributary.Row;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a file that is made while it is read, some of it at a time, so that the server takes in rows while others are written.
 * Where a row cannot be written, the file ends before it; {@link #throwFailure} tells. Confined to one thread.
 */
final class RowStream extends InputStream {

    /** How much is made at once: a few packets of the network. */
    private static final int CHUNK_BYTES = 32 * 1024;

    private final List<RowForm.Field> fields;
    private final Iterator<Row> rows;
    private final FieldFile file;
    private int position;
    private @Nullable SQLException failure;

    /** @param file the memory, which nobody else uses meanwhile */
    RowStream(List<RowForm.Field> fields, List<Row> rows, FieldFile file) {
        this.fields = fields;
        this.rows = rows.iterator();
        this.file = file;
        file.clear();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == file.size()) {
            fill();
        }
        int available = file.size() - position;
        if (available == 0) {
            return -1;
        }
        int count = Math.min(length, available);
        System.arraycopy(file.array(), position, target, offset, count);
        position += count;
        return count;
    }

    private void fill() {
        file.clear();
        position = 0;
        while (file.size() < CHUNK_BYTES && failure == null && rows.hasNext()) {
            int before = file.size();
            try {
                add(rows.next());
            } catch (UnbindableException unreadable) {
                failure = unreadable;
                file.size(before);
            }
        }
    }

    private void add(Row row) throws UnbindableException {
        int last = fields.size() - 1;
        for (int i = 0; i < last; i++) {
            add(row, fields.get(i).source());
            file.endField();
        }
        add(row, fields.get(last).source());
        file.endLine();
    }

    private void add(Row row, int column) throws UnbindableException {
        try {
            row.write(column, file);
        } catch (RuntimeException unreadable) {
            throw UnbindableException.of(row, column, unreadable);
        }
    }

    /** Throws what ended the file early, if anything did. */
    void throwFailure() throws SQLException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        // it is memory
    }
}
