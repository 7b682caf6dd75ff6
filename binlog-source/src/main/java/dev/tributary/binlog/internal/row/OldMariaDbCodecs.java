package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;

/**
 * Dates and times with fractional digits as MariaDB stored them before it took over MySQL's form, and still does with {@code
 * mysql56_temporal_format=OFF}: one big-endian number that counts the smallest unit. Table maps give them the types of
 * {@link TemporalCodecs#oldTime()} and its like, which have no such digits, and tell nothing of how many there are.
 *
 * <p>Source: MariaDB's {@code sql/field.cc}, {@code Field_time_hires} and its like.
 */
final class OldMariaDbCodecs {

    private static final int MOST_SCALE = 6;
    private static final int TIMESTAMP_BYTES = 4;
    private static final int MICROS_OF_SECOND = 1_000_000;

    /** One more than the most seconds of a TIME: what is added so that no stored number is negative. */
    private static final long TIME_OFFSET = 3_020_400;

    /** By the number of fractional digits, how many bytes a value takes. */
    private static final int[] TIME_BYTES = {3, 4, 4, 5, 5, 5, 6};

    private static final int[] DATETIME_BYTES = {5, 6, 6, 7, 7, 7, 8};
    private static final int[] FRACTION_BYTES = {0, 1, 1, 2, 2, 3, 3};

    private OldMariaDbCodecs() {}

    /** How many units of a number of digits a second has. */
    private static int unitsOfSecond(int scale) {
        int units = 1;
        for (int i = 0; i < scale; i++) {
            units *= 10;
        }
        return units;
    }

    private static int micros(long units, int unitsOfSecond) {
        if (units >= unitsOfSecond) {
            throw new UnreadableValueException("a fraction of " + units + " units, which is more than a second");
        }
        return (int) units * (MICROS_OF_SECOND / unitsOfSecond);
    }

    private static int checked(int scale) {
        if (scale < 1 || scale > MOST_SCALE) {
            throw new IllegalArgumentException("scale must be from 1 to " + MOST_SCALE + ", but is " + scale);
        }
        return scale;
    }

    static ColumnCodec time(int scale) {
        int units = unitsOfSecond(checked(scale));
        return new ColumnCodec.Fixed(TIME_BYTES[scale]) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long value = TemporalCodecs.bigEndian(bytes, at, width()) - TIME_OFFSET * units;
                long size = Math.abs(value);
                long seconds = size / units;
                int micros = micros(size % units, units);
                TemporalCodecs.writeTime(
                        value < 0,
                        (int) (seconds / 3600),
                        (int) (seconds / 60 % 60),
                        (int) (seconds % 60),
                        micros,
                        scale,
                        writer);
            }
        };
    }

    static ColumnCodec dateTime(int scale) {
        int units = unitsOfSecond(checked(scale));
        return new ColumnCodec.Fixed(DATETIME_BYTES[scale]) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                long value = TemporalCodecs.bigEndian(bytes, at, width());
                if (value < 0) {
                    throw new UnreadableValueException("a date and time of the number " + Long.toUnsignedString(value));
                }
                int micros = micros(value % units, units);
                long minutes = value / units / 60;
                int second = (int) (value / units % 60);
                long days = minutes / (24 * 60);
                long months = days / 32;
                TemporalCodecs.writeDateTime(
                        months / 13,
                        (int) (months % 13),
                        (int) (days % 32),
                        (int) (minutes / 60 % 24),
                        (int) (minutes % 60),
                        second,
                        micros,
                        scale,
                        writer);
            }
        };
    }

    static ColumnCodec timestamp(int scale) {
        int units = unitsOfSecond(checked(scale));
        int fraction = FRACTION_BYTES[scale];
        return new ColumnCodec.Fixed(TIMESTAMP_BYTES + fraction) {
            @Override
            public void write(byte[] bytes, int at, ValueWriter writer) {
                int micros = micros(TemporalCodecs.bigEndian(bytes, at + TIMESTAMP_BYTES, fraction), units);
                writer.writeTimestamp(TemporalCodecs.bigEndian(bytes, at, TIMESTAMP_BYTES), micros, scale);
            }
        };
    }
}
