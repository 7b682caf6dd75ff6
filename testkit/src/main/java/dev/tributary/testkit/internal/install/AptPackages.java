package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages of a Debian suite, unpacked into a folder without root and without touching what the machine has installed.
 *
 * <p>The whole dependency closure is resolved, down to the C library, whatever this machine has.
 */
public final class AptPackages {
    // 'ADDRESS' FILE SIZE HASH
    private static final Pattern PACKAGE_LINE = Pattern.compile("^'[^']*' ([^_ ]+)_\\S* (\\d+) .*");
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
        Command aptGet = AptArchive.aptGet(suite, AptArchive.Kind.BINARY, apt, archives);
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
}
