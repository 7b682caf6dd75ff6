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
    private static final int MOST_YEAR = 9999;
    private static final int MOST_HOURS = 838;
    private static final int MOST_HOUR_OF_DAY = 23;
    private static final long MOST_OLD_DATETIME = 99991231_235959L;

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

    /** Zero and partial dates are values; what is checked is that no other writer's bytes are taken for a date. */
    static void requireDate(long year, int month, int day) {
        if (year < 0 || year > MOST_YEAR || month > 12 || day > 31) {
            throw new UnreadableValueException("a date of year " + year + ", month " + month + " and day " + day);
        }
    }

    static void requireClock(int hour, int mostHours, int minute, int second) {
        if (hour > mostHours || minute > 59 || second > 59) {
            throw new UnreadableValueException(
                    "a time of " + hour + " hours, " + minute + " minutes and " + second + " seconds");
        }
    }

    static void writeTime(
            boolean negative, int hours, int minutes, int seconds, int micros, int scale, ValueWriter writer) {
        requireClock(hours, MOST_HOURS, minutes, seconds);
        writer.writeTime(negative, hours, minutes, seconds, micros, scale);
    }

    static void writeDateTime(
            long year,
            int month,
            int day,
            int hour,
            int minute,
            int second,
            int micros,
            int scale,
            ValueWriter writer) {
        requireDate(year, month, day);
        requireClock(hour, MOST_HOUR_OF_DAY, minute, second);
        writer.writeDateTime((int) year, month, day, hour, minute, second, micros, scale);
    }

    static long bigEndian(byte[] bytes, int at, int length) {
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
                int year = value >> 9;
                int month = (value >> 5) & 0xf;
                int day = value & 0x1f;
                requireDate(year, month, day);
                writer.writeDate(year, month, day);
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
                writeTime(value < 0, clock >> 12, (clock >> 6) & 0x3f, clock & 0x3f, micros, scale, writer);
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
                int year = months / 13;
                int month = months % 13;
                int day = (int) (value >> 17) & 0x1f;
                int clock = (int) (value & 0x1ffff);
                int hour = clock >> 12;
                int minute = (clock >> 6) & 0x3f;
                int second = clock & 0x3f;
                writeDateTime(value < 0 ? -1 : year, month, day, hour, minute, second, micros, scale, writer);
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
                writeTime(value < 0, size / 10000, size / 100 % 100, size % 100, 0, 0, writer);
            }
        };
    }

    /** Decimal digits YYYYMMDDHHMMSS as a number. */
    static ColumnCodec oldDateTime() {
        return new ColumnCodec.Fixed(Long.BYTES) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long value = LittleEndian.unsigned(bytes, at, Long.BYTES);
                if (value < 0 || value > MOST_OLD_DATETIME) {
                    throw new UnreadableValueException("a date and time of the digits " + Long.toUnsignedString(value));
                }
                int date = (int) (value / 1_000_000);
                int time = (int) (value % 1_000_000);
                int month = date / 100 % 100;
                int day = date % 100;
                writeDateTime(date / 10000, month, day, time / 10000, time / 100 % 100, time % 100, 0, 0, writer);
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
