package dev.tributary.testkit.internal.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the file {@code /etc/os-release} says about this machine's distribution. */
final class OsRelease {
    private static final Path FILE = Path.of("/etc/os-release");

    private OsRelease() {}

    static Map<String, String> read() {
        Map<String, String> values = new HashMap<>();
        if (Files.isReadable(FILE)) {
            try {
                for (String line : Files.readAllLines(FILE)) {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        values.put(
                                line.substring(0, equals),
                                line.substring(equals + 1).replace("\"", ""));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return values;
    }
}
