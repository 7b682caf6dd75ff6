package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A suite of Debian's archive, asked by an apt that has state folders of its own and knows of no installed package.
 *
 * <p>The archive's address is the one that the machine's own apt is configured with. Fetching, proxies, retries,
 * signatures and hashes are apt's business.
 */
final class AptArchive {
    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final Pattern RELEASE_ADDRESS = Pattern.compile("^'(.*)/dists/([^/]*)/InRelease'");
    private static final Set<String> SUITE_ALIASES = Set.of("stable", "testing", "unstable", "sid");

    private AptArchive() {}

    /** What a package is made of. */
    enum Kind {
        BINARY("deb"),
        SOURCE("deb-src");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /**
     * How to run apt-get on packages of one kind of a suite.
     *
     * @param state an empty folder, for apt's own files
     * @param downloads where apt-get runs, and leaves what it downloads
     */
    static Command aptGet(String suite, Kind kind, Path state, Path downloads) throws IOException {
        Files.createDirectories(state.resolve("lists/partial"));
        Files.createDirectories(state.resolve("cache/archives/partial"));
        Path status = Files.createFile(state.resolve("status"));
        Path sources = state.resolve("suite.sources");
        String entry =
                "Types: " + kind.type + "\nURIs: " + address(state) + "\nSuites: " + suite + "\nComponents: main\n";
        Files.writeString(sources, Files.isReadable(KEYRING) ? entry + "Signed-By: " + KEYRING + "\n" : entry);
        return Command.in(
                downloads,
                List.of(
                        "apt-get",
                        "-oDir::State=" + state,
                        "-oDir::State::Lists=" + state.resolve("lists"),
                        "-oDir::State::status=" + status,
                        "-oDir::Cache=" + state.resolve("cache"),
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
    private static String address(Path directory) {
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
