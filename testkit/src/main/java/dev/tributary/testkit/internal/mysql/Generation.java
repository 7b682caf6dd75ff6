package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import java.util.regex.Pattern;

/**
 * How the servers of a generation are told apart, and named where they are kept.
 *
 * @param versionText what such a server says its version is
 * @param image the container image
 * @param cacheEntry the name in the cache
 */
record Generation(Pattern versionText, String image, String cacheEntry) {
    private static final Generation MYSQL_9 =
            new Generation(Pattern.compile("9\\.(?!.*MariaDB).*"), "mysql:9", "mysql-9");
    private static final Generation MYSQL_8_0 =
            new Generation(Pattern.compile("8\\.0\\.(?!.*MariaDB).*"), "mysql:8.0", "mysql-8.0");
    private static final Generation MARIADB = new Generation(Pattern.compile(".*MariaDB.*"), "mariadb:11.4", "mariadb");

    static Generation of(MySqlVersion version) {
        return switch (version) {
            case V9 -> MYSQL_9;
            case V8_0 -> MYSQL_8_0;
            case MARIADB -> MARIADB;
        };
    }

    /** Whether a server that says so is of this generation. */
    boolean matches(String version) {
        return versionText.matcher(version).matches();
    }
}
