package dev.tributary.binlog.internal.row;

import dev.tributary.DecodeException;
import dev.tributary.TableSchema;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the rows of a table lie in its events, or in the packets of a result. Immutable and thread-safe.
 *
 * @param codecs one for each column; not to be changed
 * @param absence why a column can be absent from a row, for errors
 */
@SuppressWarnings("ArrayRecordComponent")
record RowLayout(TableSchema schema, ColumnCodec[] codecs, String absence) {

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

        /** Of each column of the image, what {@link ColumnCodec#width()} says. */
        private final int[] widths;

        private final int nullBytes;

        private Image(int[] columns) {
            this.columns = columns;
            this.widths = IntStream.of(columns).map(i -> codecs[i].width()).toArray();
            this.nullBytes = (columns.length + 7) / 8;
        }

        boolean isEmpty() {
            return columns.length == 0;
        }

        RowLayout layout() {
            return RowLayout.this;
        }

        /**
         * Finds where each column's value begins, and checks that all of the image is within the event.
         *
         * @param offsets is given, for each column of the table, the place relative to the image's beginning, or
         *     {@link BinlogRow#NULL} or {@link BinlogRow#ABSENT}
         * @return how many bytes the image takes
         */
        int locate(byte[] bytes, int at, int end, int[] offsets) {
            if (columns.length < offsets.length) {
                Arrays.fill(offsets, BinlogRow.ABSENT);
            }
            if (nullBytes > end - at) {
                throw beyond(0);
            }
            int next = at + nullBytes;
            for (int i = 0; i < columns.length; i++) {
                if ((bytes[at + (i >> 3)] >> (i & 7) & 1) != 0) {
                    offsets[columns[i]] = BinlogRow.NULL;
                } else {
                    offsets[columns[i]] = next - at;
                    int width = widths[i] >= 0 ? widths[i] : prefixed(columns[i], -widths[i], bytes, next, end);
                    if (width > end - next) {
                        throw beyond(columns[i]);
                    }
                    next += width;
                }
            }
            return next - at;
        }

        private int prefixed(int column, int prefix, byte[] bytes, int at, int end) {
            if (prefix > end - at) {
                throw beyond(column);
            }
            long width = prefix + LittleEndian.unsigned(bytes, at, prefix);
            if (width > end - at) {
                throw beyond(column);
            }
            return (int) width;
        }

        private DecodeException beyond(int column) {
            return new DecodeException("A row event of table " + schema.table() + " ends within column '"
                    + schema.column(column).name() + "': the event is damaged, or the table map does not belong to it");
        }
    }
}
