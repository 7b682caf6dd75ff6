package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import java.util.Map;

/**
 * What kind of MySQL server is wanted.
 *
 * @param version the generation
 * @param options options of mysqld beside the testkit's own, without leading dashes
 */
public record MySqlSpec(MySqlVersion version, Map<String, String> options) {
    /** Checks and copies. */
    public MySqlSpec {
        options = Map.copyOf(options);
    }
}
