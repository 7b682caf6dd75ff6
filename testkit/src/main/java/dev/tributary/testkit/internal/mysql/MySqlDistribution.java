package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An installed server that can be run from this machine's disk.
 *
 * @param origin where it comes from, for messages
 * @param version its generation
 * @param mysqld how to run mysqld: a loader before it if it needs one, and the options that tell it where it lies
 * @param environment variables that the programs need
 * @param share the folder of its scripts and messages
 * @param template an initialised data folder to start from, holding nothing but the root user
 */
public record MySqlDistribution(
        String origin,
        MySqlVersion version,
        List<String> mysqld,
        Map<String, String> environment,
        Path share,
        Path template) {}
