package dev.tributary.testkit.internal.registry;

import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.install.Maven;
import dev.tributary.testkit.internal.install.Progress;
import dev.tributary.testkit.internal.install.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Apicurio's registry from the archive that Maven fetches: the last line that runs on Java 17, with its store in memory.
 *
 * @param folder holds the program
 */
record RegistryDistribution(Path folder) {
    static final String VERSION = "2.6.13.Final";

    private static final String ARTIFACT = "io.apicurio:apicurio-registry-app:" + VERSION + ":zip:all";
    private static final Pattern FILES = Pattern.compile(".*\\.(jar|dat)");

    /** The registry, unpacked first if this user's cache does not have it. */
    static RegistryDistribution provide() {
        return new RegistryDistribution(
                Cache.ofUser().entry("apicurio-registry-" + VERSION, RegistryDistribution::install));
    }

    private static void install(Path folder) throws IOException {
        Progress progress = Progress.of("Apicurio Registry " + VERSION);
        progress.step("installing below " + folder.getParent() + ", this happens once");
        progress.step("fetching the artifact " + ARTIFACT + " by Maven, 142 MB");
        Path download = Files.createDirectory(folder.resolve("download"));
        Path zip = Maven.require().copyLarge(ARTIFACT, download);
        progress.step("unpacking it");
        ZipArchive.unpack(zip, folder, FILES);
        FileTree.delete(download);
        progress.step("checking that it starts");
        LocalRegistry.start(new RegistryDistribution(folder)).close();
        progress.step("ready, " + Progress.megabytes(FileTree.size(folder)) + " on disk");
    }

    /** The command that runs it. */
    List<String> java(String host, int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=" + host,
                "-Dquarkus.http.port=" + port,
                "-jar",
                folder.resolve("apicurio-registry-app-" + VERSION + "-runner.jar")
                        .toString());
    }
}
