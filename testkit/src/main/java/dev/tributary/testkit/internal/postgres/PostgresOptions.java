package dev.tributary.testkit.internal.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings of a PostgreSQL server that the testkit makes by itself. */
public final class PostgresOptions {
    private static final Set<String> OWNED = Set.of(
            "data_directory", "port", "listen_addresses", "unix_socket_directories", "log_destination", "hba_file");

    private PostgresOptions() {}

    /** What a server gets unless the test says otherwise, with {@code own} settings beside or instead of it. */
    static Map<String, String> with(Map<String, String> own) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("max_connections", "100");
        options.put("shared_buffers", "64MB");
        options.put("timezone", "UTC");
        options.put("log_timezone", "UTC");
        options.put("log_statement", "none");
        // Sorted, so that two starts with the same settings are the same.
        options.putAll(new TreeMap<>(own));
        return options;
    }

    /** The settings as arguments of the server. */
    static List<String> arguments(Map<String, String> options) {
        List<String> arguments = new ArrayList<>();
        options.forEach((name, value) -> {
            arguments.add("-c");
            arguments.add(name + "=" + value);
        });
        return arguments;
    }

    /** Commits that do not wait for the disk. They survive the death of the process, not that of the machine. */
    public static Map<String, String> fast() {
        return Map.of("fsync", "off", "full_page_writes", "off");
    }

    /**
     * Returns a setting's name as it was given.
     *
     * @throws IllegalArgumentException if it is no setting's name, or one that the testkit makes itself
     */
    public static String checkedName(String name) {
        if (!name.matches("[a-z][a-z0-9_.]*")) {
            throw new IllegalArgumentException("Not the name of a setting of PostgreSQL: '" + name
                    + "'; give name and value apart, as in option(\"max_connections\", \"20\")");
        }
        if (OWNED.contains(name)) {
            throw new IllegalArgumentException("The testkit makes the setting '" + name + "' of PostgreSQL itself");
        }
        return name;
    }
}
