package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.install.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a server's data folder comes to be. Initialising one takes seconds, copying an initialised one does not.
 *
 * <p>It has one user, who may do everything, from any host: so the server need not resolve the client's address.
 */
final class DataFolder {
    /** The user that owns every server of the testkit. */
    static final String ROOT_USER = "root";

    static final String ROOT_PASSWORD = "tributary";

    // One statement a line, as both servers want it.
    private static final String CREATE_ROOT = """
            CREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s';
            GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
            """.formatted(ROOT_USER, ROOT_PASSWORD);

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
        List<String> words = new ArrayList<>(distribution.mysqld());
        words.add("--datadir=" + data);
        words.addAll(MySqlOptions.user());
        words.addAll(options);
        Path statements = Files.createTempFile("tributary", ".sql");
        try {
            Command mysqld = Command.in(Path.of("/"), words).environment(distribution.environment());
            if (distribution.version() == MySqlVersion.MARIADB) {
                bootstrapMariaDb(mysqld, distribution.share(), Files.createDirectory(data), statements);
            } else {
                initialiseMySql(mysqld, data, statements);
            }
        } finally {
            Files.delete(statements);
        }
    }

    private static void initialiseMySql(Command mysqld, Path data, Path statements) throws IOException {
        Files.writeString(statements, CREATE_ROOT + "DROP USER 'root'@'localhost';\n");
        mysqld.with("--initialize-insecure", "--disable-log-bin", "--init-file=" + statements)
                .run();
        // Holds the server's UUID, which every copy must make for itself.
        Files.deleteIfExists(data.resolve("auto.cnf"));
    }

    /** What MariaDB's own script does that installs a database, which not every package has. */
    private static void bootstrapMariaDb(Command mariadbd, Path share, Path data, Path statements) throws IOException {
        StringBuilder sql = new StringBuilder("""
                CREATE DATABASE mysql;
                USE mysql;
                SET @auth_root_socket = NULL;
                """);
        for (String script : List.of(
                "mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql")) {
            sql.append(Files.readString(share.resolve(script)));
        }
        sql.append("DELETE FROM global_priv WHERE User = 'root';\n");
        sql.append("FLUSH PRIVILEGES;\n"); // from here on users can be created
        sql.append(CREATE_ROOT);
        Files.writeString(statements, sql);
        mariadbd.with("--bootstrap", "--enforce-storage-engine=", "--innodb-log-file-size=32M")
                .input(statements)
                .run();
        Files.deleteIfExists(data.resolve("ib_buffer_pool"));
    }
}
