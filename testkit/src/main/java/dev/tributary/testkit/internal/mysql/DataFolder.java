package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.install.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a server's data folder comes to be. Initialising one takes seconds, copying an initialised one does not. */
final class DataFolder {
    /** The user that owns every server of the testkit. */
    static final String ROOT_USER = "root";

    static final String ROOT_PASSWORD = "tributary";

    // These are fixed when the data folder is initialised and must be the same ever after.
    private static final Set<String> FIXED_AT_INITIALISATION = Set.of(
            "lower-case-table-names",
            "innodb-page-size",
            "innodb-data-file-path",
            "innodb-checksum-algorithm",
            "innodb-undo-tablespaces");

    private DataFolder() {}

    /** Makes {@code data} ready for a server with these options. */
    static void prepare(MySqlDistribution distribution, Map<String, String> options, Path data) throws IOException {
        List<String> fixed = new ArrayList<>();
        options.forEach((name, value) -> {
            if (FIXED_AT_INITIALISATION.contains(name)) {
                fixed.add("--" + name + "=" + value);
            }
        });
        if (fixed.isEmpty()) {
            FileTree.copy(distribution.template(), data);
        } else {
            initialise(distribution, fixed, data);
        }
    }

    /** Initialises {@code data}, which must not exist. */
    static void initialise(MySqlDistribution distribution, List<String> options, Path data) throws IOException {
        Path statements = Files.createTempFile("tributary", ".sql");
        try {
            // By any host name, so that it works whether or not the server resolves the client's address.
            Files.writeString(statements, """
                    CREATE USER 'root'@'%' IDENTIFIED BY 'tributary';
                    GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;
                    DROP USER 'root'@'localhost';
                    """);
            List<String> words = new ArrayList<>(distribution.mysqld());
            words.add("--datadir=" + data);
            words.add("--initialize-insecure");
            words.add("--init-file=" + statements);
            words.add("--disable-log-bin");
            words.addAll(MySqlOptions.user());
            words.addAll(options);
            Command.in(Path.of(System.getProperty("java.io.tmpdir")), words)
                    .environment(distribution.environment())
                    .run();
            // Holds the server's UUID, which every copy must make for itself.
            Files.deleteIfExists(data.resolve("auto.cnf"));
        } finally {
            Files.delete(statements);
        }
    }
}
