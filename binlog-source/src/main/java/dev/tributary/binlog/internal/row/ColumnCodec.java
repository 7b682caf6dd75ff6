package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;

/**
 * Reads the values of one column from the bytes of rows. Immutable and thread-safe.
 *
 * <p>Only {@link #length} checks bounds: a value is within its event, as all other methods may trust, once its length was
 * asked for.
 */
interface ColumnCodec {

    /**
     * Returns how many bytes a value takes.
     *
     * @param limit where the event ends
     * @throws BeyondEventException if the value does not end within the event
     */
    int length(byte[] bytes, int at, int limit);

    /** Hands a value to a writer. */
    void write(byte[] bytes, int at, ValueWriter writer);

    /** The values of a column that always take the same number of bytes. */
    abstract class Fixed implements ColumnCodec {

        private final int length;

        Fixed(int length) {
            this.length = length;
        }

        @Override
        public final int length(byte[] bytes, int at, int limit) {
            if (at + length > limit) {
                throw new BeyondEventException();
            }
            return length;
        }
    }

    /** The values of a column that begin with their own length, little-endian. */
    abstract class Prefixed implements ColumnCodec {

        private final int prefix;

        Prefixed(int prefix) {
            this.prefix = prefix;
        }

        @Override
        public final int length(byte[] bytes, int at, int limit) {
            if (at + prefix > limit) {
                throw new BeyondEventException();
            }
            long content = LittleEndian.unsigned(bytes, at, prefix);
            if (content > limit - at - prefix) {
                throw new BeyondEventException();
            }
            return prefix + (int) content;
        }

        @Override
        public final void write(byte[] bytes, int at, ValueWriter writer) {
            write(bytes, at + prefix, contentLength(bytes, at), writer);
        }

        final int contentLength(byte[] bytes, int at) {
            return (int) LittleEndian.unsigned(bytes, at, prefix);
        }

        abstract void write(byte[] bytes, int from, int length, ValueWriter writer);
    }

    /** A value does not end within its event. */
    final class BeyondEventException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BeyondEventException() {
            super("a value does not end within its event");
        }
    }
}
