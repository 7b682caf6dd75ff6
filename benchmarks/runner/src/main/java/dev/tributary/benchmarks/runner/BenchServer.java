package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlServer.Credentials;
import dev.tributary.testkit.MySqlVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server that all contestants read from. */
final class BenchServer implements AutoCloseable {

    private static final String PRIVILEGES =
            "SELECT, RELOAD, SHOW DATABASES, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT ON *.*";

    private final MySqlServer server;
    private final Credentials user;
    private final String status;
    private long nextServerId = 1000;

    private BenchServer(MySqlServer server, String status) {
        this.server = server;
        this.status = status;
        this.user = server.createUser("bench", "bench", PRIVILEGES);
    }

    /** Starts a server whose commits do not wait for the disk, and creates the tables. */
    static BenchServer start() throws SQLException {
        return start(MySqlVersion.V9, "SHOW BINARY LOG STATUS");
    }

    /** Starts an older server, for contestants that cannot read a newer one. */
    static BenchServer startOld() throws SQLException {
        return start(MySqlVersion.V8_0, "SHOW MASTER STATUS");
    }

    private static BenchServer start(MySqlVersion version, String status) throws SQLException {
        BenchServer started = new BenchServer(
                MySqlServer.builder()
                        .version(version)
                        .option("sync-binlog", "0")
                        .option("innodb-flush-log-at-trx-commit", "0")
                        .option("innodb-buffer-pool-size", "512M")
                        .option("innodb-redo-log-capacity", "1G")
                        .option("binlog-cache-size", "16M")
                        .option("max-binlog-size", "1G")
                        .option("local-infile", "1")
                        .start(),
                status);
        started.execute(Tables.create());
        return started;
    }

    /** A new connection as the server's root. */
    Connection connection() {
        return server.connection();
    }

    /** Runs statements one after another in one connection. */
    void execute(List<String> statements) throws SQLException {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Writes a dataset to a binlog file of its own, and the mark behind it. */
    Recording record(Dataset dataset, boolean quick) throws SQLException {
        Place begin = record(dataset, dataset.rows(quick));
        Place end = end();
        if (!end.file().equals(begin.file())) {
            throw new IllegalStateException("The dataset " + dataset + " does not fit into one binlog file");
        }
        return new Recording(dataset, quick, begin, end.position() - begin.position());
    }

    /** Writes so many rows of a dataset and the mark behind them, and returns where they begin. */
    Place record(Dataset dataset, int rows) throws SQLException {
        execute(List.of("FLUSH BINARY LOGS"));
        Place begin = end();
        List<String> statements = new ArrayList<>(List.of("USE " + Tables.DATABASE));
        statements.addAll(dataset.statements(rows));
        statements.add(Tables.mark());
        execute(statements);
        return begin;
    }

    /** Where the binlog ends now. */
    Place end() {
        List<@Nullable Object> end = server.query(status).get(0);
        return new Place(
                String.valueOf(end.get(0)), Long.parseLong(String.valueOf(end.get(1))), String.valueOf(end.get(4)));
    }

    /** Returns a task to read certain tables and the mark. */
    Task task(Place begin, List<String> tables, long rows, int warmUpSeconds, Path folder) {
        List<String> captured = new ArrayList<>(tables);
        captured.add(Task.MARKER);
        return taskWithoutMark(begin, captured, rows, warmUpSeconds, folder);
    }

    /** Returns a task to read certain tables. */
    Task taskWithoutMark(Place begin, List<String> tables, long rows, int warmUpSeconds, Path folder) {
        List<String> names =
                tables.stream().map(table -> Tables.DATABASE + "." + table).toList();
        return new Task(
                server.host(),
                server.port(),
                user.user(),
                user.password(),
                nextServerId++,
                begin.file(),
                begin.position(),
                names,
                rows,
                0,
                warmUpSeconds,
                Map.of("folder", folder.toString(), "gtids", begin.gtids()));
    }

    /** Returns a task to store so many changes in the orders table. */
    Task storingTask(long changes, int warmUpSeconds, Path folder) {
        Place end = end();
        return new Task(
                server.host(),
                server.port(),
                server.rootUser(),
                server.rootPassword(),
                nextServerId++,
                end.file(),
                end.position(),
                List.of(Tables.DATABASE + ".orders"),
                changes,
                0,
                warmUpSeconds,
                Map.of(
                        "folder",
                        folder.toString(),
                        Target.DATABASE,
                        Tables.DATABASE,
                        Target.SETTING,
                        Target.MYSQL.name()));
    }

    /** Returns the rows of a query. */
    List<List<@Nullable Object>> query(String sql) {
        return server.query(sql);
    }

    String version() {
        return String.valueOf(server.query("SELECT VERSION()").get(0).get(0));
    }

    @Override
    public void close() {
        server.close();
    }
}
