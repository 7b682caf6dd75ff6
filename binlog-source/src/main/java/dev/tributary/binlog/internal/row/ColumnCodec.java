package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;
import java.util.Arrays;

/**
 * Reads the values of one column from the bytes of rows. Immutable and thread-safe.
 *
 * <p>Bounds are the caller's care: a value is within its event, as {@link RowLayout.Image#locate} has made sure.
 */
abstract class ColumnCodec {

    private final int width;

    private ColumnCodec(int width) {
        this.width = width;
    }

    /**
     * Returns how many bytes each value takes; where that differs from value to value, it is negative, and its size is that
     * of the length, little-endian, that each value begins with.
     */
    final int width() {
        return width;
    }

    /** Hands a value to a writer. */
    abstract void write(byte[] bytes, int at, ValueWriter writer);

    /** Returns a copy of a value's own bytes, without its length. */
    abstract byte[] stored(byte[] bytes, int at);

    /** The values of a column that always take the same number of bytes. */
    abstract static class Fixed extends ColumnCodec {

        Fixed(int length) {
            super(length);
        }

        @Override
        final byte[] stored(byte[] bytes, int at) {
            return Arrays.copyOfRange(bytes, at, at + width());
        }
    }

    /** The values of a column that begin with their own length, little-endian. */
    abstract static class Prefixed extends ColumnCodec {

        private final int prefix;

        Prefixed(int prefix) {
            super(-prefix);
            this.prefix = prefix;
        }

        @Override
        public final void write(byte[] bytes, int at, ValueWriter writer) {
            write(bytes, contentStart(at), contentLength(bytes, at), writer);
        }

        @Override
        final byte[] stored(byte[] bytes, int at) {
            int from = contentStart(at);
            return Arrays.copyOfRange(bytes, from, from + contentLength(bytes, at));
        }

        final int contentStart(int at) {
            return at + prefix;
        }

        final int contentLength(byte[] bytes, int at) {
            return (int) LittleEndian.unsigned(bytes, at, prefix);
        }

        abstract void write(byte[] bytes, int from, int length, ValueWriter writer);
    }
}
