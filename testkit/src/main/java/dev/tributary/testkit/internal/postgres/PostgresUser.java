package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * As whom the server runs. It refuses to run as root; so root runs it in a <a
 * href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user namespace</a> of its own, where root is nobody
 * in the eyes of the programs and still owns its files.
 */
final class PostgresUser {
    private PostgresUser() {}

    /** Says what keeps this user from running the server, or nothing if it can. */
    static Optional<String> obstacle() {
        if (!isRoot()) {
            return Optional.empty();
        }
        if (Command.onPath("unshare").isEmpty()) {
            return Optional.of("it refuses to run as root, and there is no unshare on the PATH; be another user");
        }
        try {
            Command.in(Path.of("/"), List.of("unshare", "-U", "true")).run();
            return Optional.empty();
        } catch (TestkitException e) {
            return Optional.of("it refuses to run as root, and user namespaces are not allowed; be another user ("
                    + e.getMessage() + ")");
        }
    }

    /** What stands before the programs. */
    static List<String> prefix() {
        return isRoot() ? List.of("unshare", "-U") : List.of();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
