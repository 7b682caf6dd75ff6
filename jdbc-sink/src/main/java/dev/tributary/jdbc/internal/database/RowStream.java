package dev.tributary.jdbc.internal.database;

import dev.tributary.Row;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a file that is made while it is read, some of it at a time, so that the server takes in rows while others are written.
 * Where a row cannot be written, the file ends before it; {@link #throwFailure} tells. Confined to one thread.
 */
public final class RowStream extends InputStream {

    /** How much is made at once: a few packets of the network. */
    private static final int CHUNK_BYTES = 32 * 1024;

    private final Iterator<Row> rows;
    private final TextBuffer file;
    private final Line line;
    private int position;
    private @Nullable SQLException failure;

    /** Writes a row. */
    @FunctionalInterface
    public interface Line {
        /** Writes a row to the stream's text. */
        void write(Row row) throws UnbindableException;
    }

    /**
     * Begins with the first row.
     *
     * @param file the memory, which nobody else uses meanwhile
     * @param line writes a row to that
     */
    public RowStream(List<Row> rows, TextBuffer file, Line line) {
        this.rows = rows.iterator();
        this.file = file;
        this.line = line;
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
                line.write(rows.next());
            } catch (UnbindableException unreadable) {
                failure = unreadable;
                file.size(before);
            }
        }
    }

    /** Throws what ended the file early, if anything did. */
    public void throwFailure() throws SQLException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        // it is memory
    }
}
