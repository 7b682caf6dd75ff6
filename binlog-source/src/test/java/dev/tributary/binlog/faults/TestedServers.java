package dev.tributary.binlog.faults;

import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** On which servers slow tests run: on one by default, on all in the profile {@code faults}. */
public final class TestedServers {

    private static final @Nullable String TIME = System.getProperty("tributary.faults");
    private static final boolean ALL = TIME != null;
    private static final Duration SUSPENSION = Duration.ofSeconds(6);
    private static final Duration LONG_SUSPENSION = Duration.ofMinutes(10);

    private TestedServers() {}

    /** How long a client is suspended: ten minutes in the profile, unless that is given less time. */
    static Duration suspension() {
        Duration time = TIME == null ? SUSPENSION : Duration.parse(TIME);
        return Collections.max(List.of(SUSPENSION, Collections.min(List.of(time, LONG_SUSPENSION))));
    }

    /** Every version of the testkit, or the newest. */
    static List<MySqlVersion> versions() {
        return ALL ? List.of(MySqlVersion.values()) : List.of(MySqlVersion.V9);
    }

    /** One of each flavour, or MySQL. */
    public static List<MySqlVersion> flavours() {
        return ALL ? List.of(MySqlVersion.V9, MySqlVersion.MARIADB) : List.of(MySqlVersion.V9);
    }
}
