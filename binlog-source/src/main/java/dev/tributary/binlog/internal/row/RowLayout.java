package dev.tributary.binlog.internal.row;

import dev.tributary.DecodeException;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.row.ColumnCodec.BeyondEventException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the rows of a table lie in its events. Immutable and thread-safe.
 *
 * @param codecs one for each column; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
record RowLayout(TableSchema schema, ColumnCodec[] codecs) {

    int size() {
        return codecs.length;
    }

    int[] jsonColumns() {
        return IntStream.range(0, codecs.length)
                .filter(i -> codecs[i] instanceof JsonCodec)
                .toArray();
    }

    /** Returns the layout of images that hold the columns whose bits are set, the first column's lowest. */
    Image image(byte[] present) {
        int[] columns = new int[codecs.length];
        int count = 0;
        for (int i = 0; i < codecs.length; i++) {
            if ((present[i / 8] >> i % 8 & 1) != 0) {
                columns[count++] = i;
            }
        }
        return new Image(Arrays.copyOf(columns, count));
    }

    /** How images that hold some of the columns, or all, lie in an event: a bit for each NULL, then the other values. */
    final class Image {

        private final int[] columns;
        private final int nullBytes;

        private Image(int[] columns) {
            this.columns = columns;
            this.nullBytes = (columns.length + 7) / 8;
        }

        boolean isEmpty() {
            return columns.length == 0;
        }

        RowLayout layout() {
            return RowLayout.this;
        }

        /** Returns how many bytes an image takes, which checks that all of it is within the event. */
        int length(byte[] bytes, int at, int end) {
            if (nullBytes > end - at) {
                throw beyond(0);
            }
            int next = at + nullBytes;
            for (int i = 0; i < columns.length; i++) {
                if ((bytes[at + i / 8] >> i % 8 & 1) == 0) {
                    next += length(columns[i], bytes, next, end);
                }
            }
            return next - at;
        }

        private int length(int column, byte[] bytes, int at, int end) {
            try {
                return codecs[column].length(bytes, at, end);
            } catch (BeyondEventException e) {
                throw beyond(column);
            }
        }

        private DecodeException beyond(int column) {
            return new DecodeException("A row event of table " + schema.table() + " ends within column '"
                    + schema.column(column).name() + "': the event is damaged, or the table map does not belong to it");
        }

        /** Returns where each column's value begins; {@link BinlogRow#NULL} and {@link BinlogRow#ABSENT} for none. */
        int[] offsets(byte[] bytes, int at, int end) {
            int[] offsets = new int[codecs.length];
            Arrays.fill(offsets, BinlogRow.ABSENT);
            int next = at + nullBytes;
            for (int i = 0; i < columns.length; i++) {
                boolean isNull = (bytes[at + i / 8] >> i % 8 & 1) != 0;
                offsets[columns[i]] = isNull ? BinlogRow.NULL : next;
                if (!isNull) {
                    next += codecs[columns[i]].length(bytes, next, end);
                }
            }
            return offsets;
        }
    }
}
