package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages of a Debian suite, unpacked into a folder without root and without touching what the machine has installed.
 *
 * <p>apt runs with state folders of its own and an empty list of installed packages, so it resolves the whole
 * dependency closure, down to the C library, whatever this machine has. The archive's address is the one that the
 * machine's own apt is configured with. Fetching, proxies, retries, signatures and hashes are apt's business.
 */
public final class AptPackages {
    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final Pattern RELEASE_ADDRESS = Pattern.compile("^'(.*)/dists/([^/]*)/InRelease'");
    // 'ADDRESS' FILE SIZE HASH
    private static final Pattern PACKAGE_LINE = Pattern.compile("^'[^']*' ([^_ ]+)_\\S* (\\d+) .*");
    private static final Set<String> SUITE_ALIASES = Set.of("stable", "testing", "unstable", "sid");
    // Only scripts want perl, and the other two hold documentation.
    private static final Pattern UNWANTED = Pattern.compile("perl.*|libperl.*|gcc-.*-base");

    private final String suite;
    private final List<String> names;

    private AptPackages(String suite, List<String> names) {
        this.suite = suite;
        this.names = names;
    }

    /** These packages, with all they depend on, from {@code suite}. */
    public static AptPackages of(String suite, List<String> names) {
        return new AptPackages(suite, List.copyOf(names));
    }

    /** Says what keeps this machine from unpacking such packages, or nothing if it can. */
    public static Optional<String> obstacle() {
        for (String program : List.of("apt-get", "dpkg-deb")) {
            if (Command.onPath(program).isEmpty()) {
                return Optional.of(program + " is not on the PATH (is this Debian?)");
            }
        }
        return Optional.empty();
    }

    /** Unpacks into {@code root}, which is made; {@code work} keeps what is needed meanwhile. */
    public void unpack(Path work, Path root, Progress progress) throws IOException {
        Path apt = Files.createDirectories(work.resolve("apt"));
        Path archives = Files.createDirectories(work.resolve("debs"));
        Command aptGet = aptGet(apt, archives);
        progress.step("reading the package lists of Debian " + suite);
        aptGet.with("-qq", "update").run();
        List<String> closure = closure(aptGet, progress);
        aptGet.with("-qq", "download").with(closure.toArray(String[]::new)).run();
        int unpacked = 0;
        Files.createDirectories(root);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(archives, "*.deb")) {
            for (Path file : files) {
                Command.in(work, List.of("dpkg-deb", "-x", file.toString(), root.toString()))
                        .run();
                unpacked++;
            }
        }
        if (unpacked != closure.size()) {
            throw new TestkitException("apt fetched " + unpacked + " of " + closure.size() + " packages of Debian "
                    + suite + ": " + String.join(" ", closure));
        }
        FileTree.delete(apt);
        FileTree.delete(archives);
        for (String unused : List.of("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/lintian")) {
            FileTree.delete(root.resolve(unused));
        }
    }

    private List<String> closure(Command aptGet, Progress progress) {
        List<String> closure = new ArrayList<>();
        long bytes = 0;
        String listing = aptGet.with("-qq", "-y", "--print-uris", "install")
                .with(names.toArray(String[]::new))
                .run();
        for (String line : listing.lines().toList()) {
            Matcher match = PACKAGE_LINE.matcher(line);
            if (match.matches() && !UNWANTED.matcher(match.group(1)).matches()) {
                closure.add(match.group(1));
                bytes += Long.parseLong(match.group(2));
            }
        }
        if (closure.isEmpty()) {
            throw new TestkitException(
                    "apt resolved no package for " + names + " in Debian " + suite + ":\n" + listing);
        }
        progress.step("fetching and unpacking " + closure.size() + " packages, " + Progress.megabytes(bytes));
        return closure;
    }

    private Command aptGet(Path apt, Path archives) throws IOException {
        Files.createDirectories(apt.resolve("lists/partial"));
        Files.createDirectories(apt.resolve("cache/archives/partial"));
        Path status = Files.createFile(apt.resolve("status"));
        Path sources = apt.resolve("suite.sources");
        String entry = "Types: deb\nURIs: " + archiveAddress(apt) + "\nSuites: " + suite + "\nComponents: main\n";
        Files.writeString(sources, Files.isReadable(KEYRING) ? entry + "Signed-By: " + KEYRING + "\n" : entry);
        return Command.in(
                archives,
                List.of(
                        "apt-get",
                        "-oDir::State=" + apt,
                        "-oDir::State::Lists=" + apt.resolve("lists"),
                        "-oDir::State::status=" + status,
                        "-oDir::Cache=" + apt.resolve("cache"),
                        "-oDir::Etc::SourceList=" + sources,
                        "-oDir::Etc::SourceParts=/dev/null",
                        "-oDir::Etc::Preferences=/dev/null",
                        "-oDir::Etc::PreferencesParts=/dev/null",
                        "-oAPT::Install-Recommends=0",
                        "-oAcquire::Languages=none",
                        "-oAcquire::Retries=3",
                        "-oDebug::NoLocking=1",
                        "-oAPT::Sandbox::User="));
    }

    /** The address of the main archive: what serves this release's own suite, not security or third-party archives. */
    private static String archiveAddress(Path directory) {
        String codename = OsRelease.read().getOrDefault("VERSION_CODENAME", "");
        return Command.in(directory, List.of("apt-get", "--print-uris", "update"))
                .run()
                .lines()
                .map(RELEASE_ADDRESS::matcher)
                .filter(Matcher::find)
                .filter(match -> match.group(2).equals(codename) || SUITE_ALIASES.contains(match.group(2)))
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new TestkitException("This machine's apt is configured with no Debian archive: "
                        + "'apt-get --print-uris update' names none that serves the suite '" + codename + "'"));
    }
}
