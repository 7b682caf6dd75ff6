package dev.tributary.testkit.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Zip and jar files. */
public final class ZipArchive {
    private ZipArchive() {}

    /**
     * Unpacks the files whose whole names match. Every file becomes executable: the JDK does not tell which ones were.
     */
    public static void unpack(Path archive, Path target, Pattern names) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            for (ZipEntry entry : entries) {
                Path file = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory() || !names.matcher(entry.getName()).matches()) {
                    continue;
                }
                if (!file.startsWith(target)) {
                    throw new IOException(archive + " has an entry outside its root: " + entry.getName());
                }
                Files.createDirectories(file.getParent());
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                if (!file.toFile().setExecutable(true)) {
                    throw new IOException("Cannot make " + file + " executable");
                }
            }
        }
    }
}
