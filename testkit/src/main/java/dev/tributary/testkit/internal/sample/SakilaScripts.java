package dev.tributary.testkit.internal.sample;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.AptPackages;
import dev.tributary.testkit.internal.install.AptSource;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.install.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The scripts of MySQL's sample database Sakila 0.8, as its authors published them under the BSD licence. Debian has them
 * within the sources of a package whose tests use them. They are fetched into the user's cache, once, and are only taken
 * if they are those that this class knows.
 *
 * @param schema makes the tables, views, triggers and routines
 * @param data writes the rows, and makes the triggers that would change them
 */
public record SakilaScripts(String schema, String data) {
    private static final String NAME = "Sakila";
    private static final String ENTRY = "sakila-0.8";
    private static final String SCHEMA = "sakila-schema.sql";
    private static final String DATA = "sakila-data.sql";
    private static final Map<String, String> SHA_256 = Map.of(
            SCHEMA, "b5faa864eca9adfa613a36f83cab17749739b729677222c05050963b95525742",
            DATA, "f4f33c907ee49847a622c65acdc379ac8e93f2c6bc4de680a053a9c974d61008");

    private static final String SUITE = "sid";
    private static final String PACKAGE = "percona-toolkit";
    private static final String FOLDER = "sandbox/sakila-db";

    /**
     * Returns the scripts, fetched first if this user's cache does not have them.
     *
     * @throws TestkitException if they cannot be had, with what to do about it
     */
    public static SakilaScripts provide() {
        Cache cache = Cache.ofUser();
        Path folder = cache.entry(ENTRY, target -> fetch(target, cache.root().resolve(ENTRY)));
        return new SakilaScripts(read(folder.resolve(SCHEMA)), read(folder.resolve(DATA)));
    }

    private static void fetch(Path target, Path entry) throws IOException {
        String obstacle = AptPackages.obstacle().orElse("");
        if (!obstacle.isEmpty()) {
            throw new TestkitException(NAME + " cannot be fetched from Debian: " + obstacle + ". Put the files "
                    + SCHEMA + " and " + DATA + " of its version 0.8 into the folder " + entry + " yourself");
        }
        Progress progress = Progress.of(NAME);
        Path work = Files.createTempDirectory("tributary-sakila");
        try {
            AptSource.of(SUITE, PACKAGE).copyFolder(FOLDER, target, work, progress);
            for (String name : List.of(SCHEMA, DATA)) {
                check(target.resolve(name));
            }
        } finally {
            FileTree.delete(work);
        }
        progress.step("ready, " + Progress.megabytes(FileTree.size(target)) + " on disk");
    }

    private static void check(Path file) throws IOException {
        String name = file.getFileName().toString();
        String hash = sha256(Files.readAllBytes(file));
        if (!hash.equals(SHA_256.get(name))) {
            throw new TestkitException("The file " + FOLDER + "/" + name + " of Debian's source package " + PACKAGE
                    + " is not the known one: its SHA-256 is " + hash + ", expected was " + SHA_256.get(name));
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Each byte becomes a character: the data holds a picture between ASCII. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new TestkitException("Cannot read " + file + ": " + e, e);
        }
    }
}
