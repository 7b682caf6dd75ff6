package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The user's cache folder, which keeps unpacked servers between runs.
 *
 * <p>An entry is a folder that either exists and is complete, or does not exist: it is filled under a temporary name
 * and renamed when done, while a lock file keeps other processes waiting. Whoever is killed half-way leaves a temporary
 * folder, which the next one to fill the entry removes.
 *
 * <p>Thread-safe.
 */
public final class Cache {
    /** System property that moves the cache folder; goes before the environment. */
    public static final String PROPERTY = "tributary.testkit.cache";

    /** Environment variable that moves the cache folder. */
    public static final String VARIABLE = "TRIBUTARY_TESTKIT_CACHE";

    // A file lock belongs to the whole JVM, so threads need a lock of their own in front of it.
    private static final ConcurrentMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Path root;

    private Cache(Path root) {
        this.root = root;
    }

    /** The cache of this user: the folder set by property or variable, else one below the XDG cache folder. */
    public static Cache ofUser() {
        String chosen = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
        if (!chosen.isEmpty()) {
            return new Cache(Path.of(chosen).toAbsolutePath());
        }
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return new Cache(base.resolve("tributary").toAbsolutePath());
    }

    /** A cache in this folder. */
    static Cache at(Path root) {
        return new Cache(root);
    }

    /** Fills a new, empty folder. */
    @FunctionalInterface
    public interface Content {
        /** Puts the content into {@code folder}, which will later be moved: it must not remember its own path. */
        void fill(Path folder) throws IOException;
    }

    /**
     * Returns the folder of an entry, filled first if it is not there.
     *
     * @throws TestkitException if it cannot be filled
     */
    public Path entry(String name, Content content) {
        Path entry = root.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        try {
            Files.createDirectories(root);
            synchronized (MONITORS.computeIfAbsent(entry, path -> new Object())) {
                try (FileChannel lockFile = FileChannel.open(
                                root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = lockFile.lock()) {
                    if (lock.isValid() && !Files.isDirectory(entry)) {
                        fill(entry, content);
                    }
                }
            }
            return entry;
        } catch (IOException e) {
            throw new TestkitException("Cannot fill " + entry + ": " + e, e);
        }
    }

    private void fill(Path entry, Content content) throws IOException {
        String prefix = entry.getFileName() + ".new-";
        try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(root, prefix + "*")) {
            abandoned.forEach(FileTree::delete);
        }
        Path work = Files.createTempDirectory(root, prefix);
        try {
            content.fill(work);
            Files.move(work, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileTree.delete(work);
        }
    }

    /** The folder that holds the entries. */
    public Path root() {
        return root;
    }
}
