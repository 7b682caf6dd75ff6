package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of mysqld that the testkit sets by itself. */
public final class MySqlOptions {
    private static final Set<String> OWNED =
            Set.of("datadir", "port", "socket", "pid-file", "basedir", "log-error", "defaults-file", "no-defaults");

    private MySqlOptions() {}

    /** What a server gets unless the test says otherwise. */
    static Map<String, String> defaults(MySqlVersion version) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server-id", "1");
        options.put("log-bin", "binlog");
        options.put("binlog-format", "ROW");
        options.put("binlog-row-image", "FULL");
        options.put("binlog-row-metadata", "FULL");
        options.put("innodb-buffer-pool-size", "64M");
        options.put("innodb-buffer-pool-dump-at-shutdown", "OFF");
        options.put("innodb-buffer-pool-load-at-startup", "OFF");
        options.put("performance-schema", "OFF");
        options.put("secure-file-priv", "");
        if (version == MySqlVersion.MARIADB) {
            options.put("ssl", "OFF"); // it would make a certificate at every start, which can take 20 s
            options.put("innodb-log-file-size", "32M");
        } else {
            options.put("gtid-mode", "ON");
            options.put("enforce-gtid-consistency", "ON");
            options.put("mysqlx", "OFF");
        }
        return options;
    }

    /** Root must say that it means to run the server as root. */
    static List<String> user() {
        return System.getProperty("user.name").equals("root") ? List.of("--user=root") : List.of();
    }

    /** Commits that do not wait for the disk. They survive the death of the process, not that of the machine. */
    public static Map<String, String> fast() {
        return Map.of("sync-binlog", "0", "innodb-flush-log-at-trx-commit", "2");
    }

    /**
     * Returns an option's name as the testkit writes it: without leading dashes, words separated by dashes.
     *
     * @throws IllegalArgumentException if it is no option's name, or one that the testkit sets itself
     */
    public static String checkedName(String name) {
        String plain = name.replaceFirst("^-+", "").replace('_', '-');
        if (!plain.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("Not the name of an option of mysqld: '" + name
                    + "'; give name and value apart, as in option(\"binlog-row-metadata\", \"MINIMAL\")");
        }
        if (OWNED.contains(plain)) {
            throw new IllegalArgumentException("The testkit sets the option '" + plain + "' of mysqld itself");
        }
        return plain;
    }
}
