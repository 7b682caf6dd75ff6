package dev.tributary.benchmarks.contest;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A row of the orders table, the same for all contestants. */
@SuppressWarnings("TooManyParameters") // the table's columns
public record Order(
        long id,
        long customer,
        int product,
        short quantity,
        String status,
        BigDecimal price,
        double weight,
        String email,
        @Nullable String note,
        String attributes,
        LocalDateTime placedAt,
        Instant updatedAt) {

    private static final String[] STATUSES = {"new", "paid", "packed", "shipped", "delivered", "returned"};
    private static final String[] COLORS = {"red", "green", "blue"};
    private static final LocalDateTime FIRST_DAY = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final long MICROS_OF_100_DAYS = 100L * 86_400 * 1_000_000;

    /** Returns the order of a number as it is after some changes. */
    public static Order of(long id, int version) {
        long random = mixed(id * 31 + version);
        return new Order(
                id,
                random & 0xf_ffff,
                (int) (random >>> 20 & 0xffff),
                (short) (1 + (id + version) % 20),
                STATUSES[(int) ((id + version) % STATUSES.length)],
                BigDecimal.valueOf(random >>> 30 & 0x7f_ffff, 2),
                (random >>> 11) * 0x1p-53 * 100,
                "customer." + (random & 0xf_ffff) + "@mail.example.com",
                id % 4 == 0
                        ? null
                        : "Leave with the neighbour at no. " + id % 10_000 + ", please ring twice; ref "
                                + Long.toHexString(random).toUpperCase(Locale.ROOT),
                "{\"gift\": " + (id % 2 == 0) + ", \"size\": " + id % 50 + ", \"color\": \""
                        + COLORS[(int) (id % COLORS.length)] + "\"}",
                FIRST_DAY.plusNanos(1000 * Long.remainderUnsigned(random, MICROS_OF_100_DAYS)),
                FIRST_DAY.plusSeconds(id + 3600L * (version % 1000)).toInstant(ZoneOffset.UTC));
    }

    /** The finaliser of SplitMix64: every bit depends on all. */
    private static long mixed(long number) {
        long bits = (number + 1) * 0x9e37_79b9_7f4a_7c15L;
        bits = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return bits ^ (bits >>> 31);
    }
}
