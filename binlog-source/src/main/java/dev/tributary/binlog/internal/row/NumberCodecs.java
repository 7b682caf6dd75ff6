package dev.tributary.binlog.internal.row;

import dev.tributary.spi.ValueWriter;

/** Integers, floating-point numbers, decimals, years and bits. */
final class NumberCodecs {

    private NumberCodecs() {}

    /** Integers whose values a {@code long} holds: all but {@code BIGINT UNSIGNED}. */
    abstract static class Integers extends ColumnCodec {

        Integers(int width) {
            super(width);
        }

        abstract long value(byte[] bytes, int at);

        @Override
        public final void write(byte[] bytes, int at, ValueWriter writer) {
            writer.writeLong(value(bytes, at));
        }
    }

    /** Floating-point numbers of either size. */
    abstract static class Floats extends ColumnCodec {

        Floats(int width) {
            super(width);
        }

        abstract double value(byte[] bytes, int at);
    }

    static ColumnCodec integer(int length, boolean unsigned) {
        if (unsigned && length == Long.BYTES) {
            return unsignedLong();
        }
        return switch (length) {
            case 1 -> unsigned ? unsignedInteger(1) : int8();
            case 2 -> unsigned ? unsignedInteger(2) : int16();
            case 3 -> unsigned ? unsignedInteger(3) : int24();
            case 4 -> unsigned ? unsignedInteger(4) : int32();
            default -> int64();
        };
    }

    private static ColumnCodec unsignedLong() {
        return new ColumnCodec.Fixed(Long.BYTES) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeUnsignedLong(LittleEndian.int64(bytes, at));
            }
        };
    }

    private static Integers unsignedInteger(int length) {
        return new Integers(length) {
            @Override
            long value(byte[] bytes, int at) {
                return LittleEndian.unsigned(bytes, at, length);
            }
        };
    }

    private static Integers int8() {
        return new Integers(1) {
            @Override
            long value(byte[] bytes, int at) {
                return bytes[at];
            }
        };
    }

    private static Integers int16() {
        return new Integers(2) {
            @Override
            long value(byte[] bytes, int at) {
                return LittleEndian.int16(bytes, at);
            }
        };
    }

    private static Integers int24() {
        return new Integers(3) {
            @Override
            long value(byte[] bytes, int at) {
                return LittleEndian.int24(bytes, at);
            }
        };
    }

    private static Integers int32() {
        return new Integers(Integer.BYTES) {
            @Override
            long value(byte[] bytes, int at) {
                return LittleEndian.int32(bytes, at);
            }
        };
    }

    private static Integers int64() {
        return new Integers(Long.BYTES) {
            @Override
            long value(byte[] bytes, int at) {
                return LittleEndian.int64(bytes, at);
            }
        };
    }

    static ColumnCodec singlePrecision() {
        return new Floats(Float.BYTES) {
            @Override
            double value(byte[] bytes, int at) {
                return single(bytes, at);
            }

            private float single(byte[] bytes, int at) {
                return Float.intBitsToFloat(LittleEndian.int32(bytes, at));
            }

            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeFloat(single(bytes, at));
            }
        };
    }

    static ColumnCodec doublePrecision() {
        return new Floats(Double.BYTES) {
            @Override
            double value(byte[] bytes, int at) {
                return Double.longBitsToDouble(LittleEndian.int64(bytes, at));
            }

            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeDouble(value(bytes, at));
            }
        };
    }

    /** One byte that counts from 1900; 0 is the year 0. */
    static ColumnCodec year() {
        return new Integers(1) {
            @Override
            long value(byte[] bytes, int at) {
                int stored = bytes[at] & 0xff;
                return stored == 0 ? 0 : stored + 1900;
            }
        };
    }

    /** Bits, the most significant byte first. */
    static ColumnCodec bit(int bits) {
        int length = (bits + 7) / 8;
        return new ColumnCodec.Fixed(length) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writeBits(bytes, at, length, bits == 1, writer);
            }
        };
    }

    static void writeBits(byte[] bytes, int from, int length, boolean single, ValueWriter writer) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[from + i] & 0xff);
        }
        if (single) {
            writer.writeBoolean(value != 0);
        } else {
            writer.writeUnsignedLong(value);
        }
    }

    static ColumnCodec decimal(int precision, int scale) {
        return precision <= DecimalDigits.MOST_IN_A_LONG
                ? shortDecimal(precision, scale)
                : longDecimal(precision, scale);
    }

    private static ColumnCodec shortDecimal(int precision, int scale) {
        return new ColumnCodec.Fixed(DecimalDigits.storedLength(precision, scale)) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeDecimal(DecimalDigits.unscaled(bytes, at, precision, scale), scale);
            }
        };
    }

    private static ColumnCodec longDecimal(int precision, int scale) {
        return new ColumnCodec.Fixed(DecimalDigits.storedLength(precision, scale)) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                byte[] digits = new byte[DecimalDigits.longestText(precision)];
                int length = DecimalDigits.write(bytes, at, precision, scale, digits);
                writer.writeDecimal(digits, 0, length);
            }
        };
    }
}
