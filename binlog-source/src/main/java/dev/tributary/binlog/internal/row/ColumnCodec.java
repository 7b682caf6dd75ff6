package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;
import java.util.Arrays;

/**
 * Reads the values of one column from the bytes of rows. Immutable and thread-safe.
 *
 * <p>Bounds are the caller's care: a value is within its event, as {@link RowLayout.Image#locate} has made sure.
 */
abstract class ColumnCodec {

    /** In the place of a prefix's size: a value begins with its {@link EncodedLength}, as it does in results. */
    static final int LENGTH_ENCODED = 0;

    private final int width;

    /** @param width what {@link #width()} returns, or {@link #LENGTH_ENCODED} */
    ColumnCodec(int width) {
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
    final byte[] stored(byte[] bytes, int at) {
        int from = contentStart(bytes, at);
        return Arrays.copyOfRange(bytes, from, from + contentLength(bytes, at));
    }

    /** Returns where a value's own bytes begin, behind its length if it has one. */
    final int contentStart(byte[] bytes, int at) {
        if (width > 0) {
            return at;
        }
        return at + (width == LENGTH_ENCODED ? EncodedLength.size(bytes[at] & 0xff) : -width);
    }

    /** Returns how many bytes a value's own are. */
    final int contentLength(byte[] bytes, int at) {
        if (width > 0) {
            return width;
        }
        return (int)
                (width == LENGTH_ENCODED ? EncodedLength.read(bytes, at) : LittleEndian.unsigned(bytes, at, -width));
    }

    /** The values of a column that always take the same number of bytes. */
    abstract static class Fixed extends ColumnCodec {

        Fixed(int length) {
            super(length);
        }
    }

    /** The values of a column that begin with their own length. */
    abstract static class Prefixed extends ColumnCodec {

        /** @param prefix how many bytes the length takes, the lowest first, or {@link #LENGTH_ENCODED} */
        Prefixed(int prefix) {
            super(-prefix);
        }

        @Override
        public final void write(byte[] bytes, int at, ValueWriter writer) {
            write(bytes, contentStart(bytes, at), contentLength(bytes, at), writer);
        }

        abstract void write(byte[] bytes, int from, int length, ValueWriter writer);
    }
}
