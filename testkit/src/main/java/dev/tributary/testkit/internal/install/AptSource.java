package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The archive of a Debian source package's upstream project, for what no binary package has. */
public final class AptSource {
    private static final String TAR = ".orig.tar.";

    private final String suite;
    private final String name;

    private AptSource(String suite, String name) {
        this.suite = suite;
        this.name = name;
    }

    /** The source package of this name in {@code suite}, in whatever version that has. */
    public static AptSource of(String suite, String name) {
        return new AptSource(suite, name);
    }

    /**
     * Puts the files of one of the project's folders into {@code target}.
     *
     * @param folder its path in the project
     * @param target an existing folder
     * @param work keeps what is needed meanwhile
     * @throws TestkitException if the archive cannot be fetched or has no such folder
     */
    public void copyFolder(String folder, Path target, Path work, Progress progress) throws IOException {
        Path state = Files.createDirectories(work.resolve("apt"));
        Path downloads = Files.createDirectories(work.resolve("sources"));
        Command aptGet = AptArchive.aptGet(suite, AptArchive.Kind.SOURCE, state, downloads);
        aptGet.with("-qq", "update").run();
        progress.step("fetching the source package " + name + " of Debian " + suite);
        aptGet.with("-qq", "--download-only", "--tar-only", "source", name).run();
        Path archive = FileTree.find(
                        downloads, file -> file.getFileName().toString().contains(TAR))
                .orElseThrow(() -> new TestkitException("apt reported success but fetched no archive of " + name));
        // The project's own folder, named after its version, and the folders of the path are left away.
        int folders = Path.of(folder).getNameCount() + 1;
        Command.in(
                        target,
                        List.of(
                                "tar",
                                "--extract",
                                "--file=" + archive,
                                "--strip-components=" + folders,
                                "--no-same-owner",
                                "--wildcards",
                                "*/" + folder + "/*"))
                .run();
        FileTree.delete(state);
        FileTree.delete(downloads);
    }
}
