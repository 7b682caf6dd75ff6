package dev.tributary.jdbc.internal.postgres;

import dev.tributary.Row;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.TextBuffer;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows as {@code COPY} reads them in its text format: values end with a tab, lines with a line feed, a backslash escapes both and
 * itself, and {@code \N} is NULL. Confined to one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
 */
final class CopyText implements PlainValue {

    private final TextBuffer text;
    private final List<RowForm.Field> fields;
    private final List<PostgresValues> values;

    CopyText(TextBuffer text, List<RowForm.Field> fields) {
        this.text = text;
        this.fields = fields;
        this.values = fields.stream()
                .map(field -> new PostgresValues(field.target(), this))
                .toList();
    }

    /** Writes a row, as one line. */
    void write(Row row) throws UnbindableException {
        int last = fields.size() - 1;
        for (int i = 0; i <= last; i++) {
            int column = fields.get(i).source();
            try {
                values.get(i).write(row, column);
            } catch (RuntimeException unreadable) {
                throw UnbindableException.of(row, column, unreadable);
            }
            text.put(i < last ? '\t' : '\n');
        }
    }

    @Override
    public void nothing() {
        text.ascii("\\N");
    }

    @Override
    public void integer(long value) {
        text.integer(value);
    }

    @Override
    public void real(double value) {
        text.ascii(Double.toString(value));
    }

    @Override
    public void truth(boolean value) {
        text.put(value ? 't' : 'f');
    }

    @Override
    public void bytes(byte[] value) {
        text.ascii("\\\\x");
        text.hex(value, 0, value.length);
    }

    @Override
    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        text.reserve(2 * utf8.length);
        byte[] target = text.array();
        int at = text.size();
        for (byte b : utf8) {
            char escaped = escaped(b);
            if (escaped == 0) {
                target[at++] = b;
            } else {
                target[at++] = '\\';
                target[at++] = (byte) escaped;
            }
        }
        text.size(at);
    }

    /** Returns what stands for a byte behind a backslash; 0 for a byte that stands for itself. */
    private static char escaped(byte b) {
        return switch (b) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
        };
    }
}
