package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;

/**
 * Dates and times: the forms since MySQL 5.6, big-endian with fractional digits, and those before it.
 *
 * <p>Source: the server's {@code mysys/my_time.cc}.
 */
final class TemporalCodecs {

    private static final long DATETIME_OFFSET = 0x8000000000L;
    private static final long TIME_OFFSET = 0x800000L;
    private static final int DATETIME_BYTES = 5;
    private static final int TIME_BYTES = 3;
    private static final int TIMESTAMP_BYTES = 4;
    private static final int MOST_MICROS = 999_999;

    /** By the number of bytes of a fraction: what its unit is in microseconds. */
    private static final int[] MICROS_OF_UNIT = {0, 10_000, 100, 1};

    private TemporalCodecs() {}

    private static int fractionBytes(int scale) {
        return (scale + 1) / 2;
    }

    private static int micros(long units, int fraction) {
        long micros = units * MICROS_OF_UNIT[fraction];
        if (micros > MOST_MICROS) {
            throw new UnreadableValueException(
                    "a fraction of " + micros + " microseconds, which is more than a second");
        }
        return (int) micros;
    }

    private static long bigEndian(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }

    static ColumnCodec date() {
        return new ColumnCodec.Fixed(3) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int value = (int) LittleEndian.unsigned(bytes, at, 3);
                writer.writeDate(value >> 9, (value >> 5) & 0xf, value & 0x1f);
            }
        };
    }

    static ColumnCodec time(int scale) {
        int fraction = fractionBytes(scale);
        return new ColumnCodec.Fixed(TIME_BYTES + fraction) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int fractionBits = fraction * 8;
                long value = bigEndian(bytes, at, TIME_BYTES + fraction) - (TIME_OFFSET << fractionBits);
                long size = Math.abs(value);
                int clock = (int) (size >> fractionBits);
                int micros = micros(size & ((1L << fractionBits) - 1), fraction);
                writer.writeTime(value < 0, (clock >> 12) & 0x3ff, (clock >> 6) & 0x3f, clock & 0x3f, micros, scale);
            }
        };
    }

    static ColumnCodec dateTime(int scale) {
        int fraction = fractionBytes(scale);
        return new ColumnCodec.Fixed(DATETIME_BYTES + fraction) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long value = bigEndian(bytes, at, DATETIME_BYTES) - DATETIME_OFFSET;
                int micros = micros(bigEndian(bytes, at + DATETIME_BYTES, fraction), fraction);
                int months = (int) (value >> 22);
                int clock = (int) (value & 0x1ffff);
                writer.writeDateTime(
                        months / 13,
                        months % 13,
                        (int) (value >> 17) & 0x1f,
                        clock >> 12,
                        (clock >> 6) & 0x3f,
                        clock & 0x3f,
                        micros,
                        scale);
            }
        };
    }

    static ColumnCodec timestamp(int scale) {
        int fraction = fractionBytes(scale);
        return new ColumnCodec.Fixed(TIMESTAMP_BYTES + fraction) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int micros = micros(bigEndian(bytes, at + TIMESTAMP_BYTES, fraction), fraction);
                writer.writeTimestamp(bigEndian(bytes, at, TIMESTAMP_BYTES), micros, scale);
            }
        };
    }

    /** Decimal digits HHMMSS as a signed number. */
    static ColumnCodec oldTime() {
        return new ColumnCodec.Fixed(3) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int value = (int) LittleEndian.signed(bytes, at, 3);
                int size = Math.abs(value);
                writer.writeTime(value < 0, size / 10000, size / 100 % 100, size % 100, 0, 0);
            }
        };
    }

    /** Decimal digits YYYYMMDDHHMMSS as a number. */
    static ColumnCodec oldDateTime() {
        return new ColumnCodec.Fixed(Long.BYTES) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long value = LittleEndian.unsigned(bytes, at, Long.BYTES);
                int date = (int) (value / 1_000_000);
                int time = (int) (value % 1_000_000);
                writer.writeDateTime(
                        date / 10000, date / 100 % 100, date % 100, time / 10000, time / 100 % 100, time % 100, 0, 0);
            }
        };
    }

    static ColumnCodec oldTimestamp() {
        return new ColumnCodec.Fixed(TIMESTAMP_BYTES) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                writer.writeTimestamp(LittleEndian.unsigned(bytes, at, TIMESTAMP_BYTES), 0, 0);
            }
        };
    }
}
