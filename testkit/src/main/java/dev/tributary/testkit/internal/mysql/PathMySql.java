package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code mysqld} that this machine has installed. */
final class PathMySql {
    private static final Pattern VERSION = Pattern.compile("\\bVer (\\S+)");

    private PathMySql() {}

    /** What {@code mysqld --version} says about itself. */
    static String version(Path mysqld) {
        Matcher match =
                VERSION.matcher(Command.in(Path.of("/"), List.of(mysqld.toString(), "--no-defaults", "--version"))
                        .run());
        return match.find() ? match.group(1) : "unknown";
    }

    /** The server run by this program, with a data folder initialised first if the cache has none. */
    static MySqlDistribution provide(MySqlVersion version, Path mysqld) {
        String name =
                Generation.of(version).cacheEntry() + "-data-" + version(mysqld).replaceAll("[^A-Za-z0-9.-]", "_") + "-"
                        + Integer.toHexString(mysqld.toString().hashCode());
        Path entry = Cache.ofUser()
                .entry(
                        name,
                        folder -> DataFolder.initialise(
                                distribution(version, mysqld, folder), List.of(), folder.resolve("template")));
        return distribution(version, mysqld, entry);
    }

    private static MySqlDistribution distribution(MySqlVersion version, Path mysqld, Path folder) {
        return new MySqlDistribution(
                mysqld.toString(),
                version,
                List.of(mysqld.toString(), "--no-defaults"),
                Map.of(),
                mysqld.resolveSibling("../share"),
                folder.resolve("template"));
    }
}
