package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.util.Arrays;

/**
 * Numbers as they come in a result, each behind its {@link EncodedLength}: digits; floating-point numbers in the bytes of a
 * point, which {@link ResultDecoder#expressions} ask for; bits.
 */
final class ResultNumberCodecs {

    private static final int MOST_YEAR = 2155;

    /** A point begins with four bytes of no reference system, one that says little-endian, and four of its type. */
    private static final int POINT_HEAD_LENGTH = 9;

    /** All of the head but its last byte, which is zero. */
    private static final long POINT_HEAD = 0x0000_0101_0000_0000L;

    private static final int POINT_LENGTH = POINT_HEAD_LENGTH + 2 * Double.BYTES;

    private ResultNumberCodecs() {}

    /** Integers of at most 64 bits, all of which a {@code long} holds. */
    private static final class Integers extends NumberCodecs.Integers {

        private final long least;
        private final long most;

        Integers(long least, long most) {
            super(LENGTH_ENCODED);
            this.least = least;
            this.most = most;
        }

        @Override
        long value(byte[] bytes, int at) {
            int length = contentLength(bytes, at);
            return ResultDigits.integer(bytes, contentStart(bytes, at), length, least, most);
        }
    }

    static ColumnCodec integer(int bits, boolean unsigned) {
        if (!unsigned) {
            return new Integers(-1L << (bits - 1), -1L >>> (Long.SIZE - bits + 1));
        }
        return bits == Long.SIZE ? unsignedLong() : new Integers(0, (1L << bits) - 1);
    }

    private static ColumnCodec unsignedLong() {
        return new ColumnCodec.Prefixed(ColumnCodec.LENGTH_ENCODED) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                writer.writeUnsignedLong(ResultDigits.unsigned(bytes, from, from + length));
            }
        };
    }

    static ColumnCodec year() {
        return new Integers(0, MOST_YEAR);
    }

    static ColumnCodec singlePrecision() {
        return new NumberCodecs.Floats(ColumnCodec.LENGTH_ENCODED) {
            @Override
            double value(byte[] bytes, int at) {
                double value = abscissa(bytes, contentStart(bytes, at), contentLength(bytes, at));
                if ((float) value != value) {
                    throw new UnreadableValueException("a number that is no FLOAT");
                }
                return value;
            }

            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeFloat((float) value(bytes, at));
            }
        };
    }

    static ColumnCodec doublePrecision() {
        return new NumberCodecs.Floats(ColumnCodec.LENGTH_ENCODED) {
            @Override
            double value(byte[] bytes, int at) {
                return abscissa(bytes, contentStart(bytes, at), contentLength(bytes, at));
            }

            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeDouble(value(bytes, at));
            }
        };
    }

    /** Returns the first coordinate of a point, whose second is zero. */
    private static double abscissa(byte[] bytes, int from, int length) {
        ResultDigits.requireLength(POINT_LENGTH, length);
        double value = Double.longBitsToDouble(LittleEndian.int64(bytes, from + POINT_HEAD_LENGTH));
        boolean point = LittleEndian.int64(bytes, from) == POINT_HEAD && bytes[from + POINT_HEAD_LENGTH - 1] == 0;
        if (!point || LittleEndian.int64(bytes, from + POINT_LENGTH - Double.BYTES) != 0 || !Double.isFinite(value)) {
            throw new UnreadableValueException("bytes that are not POINT(x, 0)");
        }
        return value;
    }

    static ColumnCodec decimal(int precision, int scale) {
        return new Decimals(precision, scale);
    }

    /** Decimals, whose digits are given on as they are, but for the zeros of {@code ZEROFILL}. */
    private static final class Decimals extends ColumnCodec.Prefixed {

        private final int mostWholeDigits;
        private final int scale;

        Decimals(int precision, int scale) {
            super(LENGTH_ENCODED);
            this.mostWholeDigits = Math.max(1, precision - scale);
            this.scale = scale;
        }

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            int end = from + length;
            int whole = length > 0 && bytes[from] == '-' ? from + 1 : from;
            int point = scale > 0 ? end - scale - 1 : end;
            if (point <= whole || (scale > 0 && bytes[point] != '.')) {
                throw ResultDigits.noNumber(length);
            }
            for (int at = whole; at < end; at++) {
                if (at != point) {
                    ResultDigits.digit(bytes, at);
                }
            }
            int first = whole;
            while (bytes[first] == '0' && first < point - 1) {
                first++;
            }
            if (point - first > mostWholeDigits) {
                throw ResultDigits.noNumber(length);
            }
            if (first == whole) {
                writer.writeDecimal(bytes, from, length);
            } else if (whole == from) {
                writer.writeDecimal(bytes, first, end - first);
            } else {
                byte[] signed = Arrays.copyOfRange(bytes, first - 1, end);
                signed[0] = '-';
                writer.writeDecimal(signed, 0, signed.length);
            }
        }
    }

    /** Bits as they are stored, the most significant byte first. */
    static ColumnCodec bit(int bits) {
        int stored = (bits + Byte.SIZE - 1) / Byte.SIZE;
        return new ColumnCodec.Prefixed(ColumnCodec.LENGTH_ENCODED) {
            @Override
            void write(byte[] bytes, int from, int length, ValueWriter writer) {
                ResultDigits.requireLength(stored, length);
                NumberCodecs.writeBits(bytes, from, length, bits == 1, writer);
            }
        };
    }
}
