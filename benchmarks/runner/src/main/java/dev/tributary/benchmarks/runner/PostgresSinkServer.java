package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, as a server for sinks. */
record PostgresSinkServer(PostgresServer server) implements SinkServer {

    private static final String DATABASE = "postgres";

    static PostgresSinkServer start() {
        PostgresServer server = PostgresServer.builder()
                .fast()
                .option("shared_buffers", "512MB")
                .option("max_wal_size", "4GB")
                .start();
        server.execute(
                "CREATE SCHEMA bench",
                """
                CREATE TABLE %s (
                  id BIGINT PRIMARY KEY,
                  customer_id BIGINT NOT NULL,
                  product_id INTEGER NOT NULL,
                  quantity SMALLINT NOT NULL,
                  status VARCHAR(20) NOT NULL,
                  price NUMERIC(12,2) NOT NULL,
                  weight DOUBLE PRECISION NOT NULL,
                  email VARCHAR(100) NOT NULL,
                  note TEXT,
                  attributes JSON,
                  placed_at TIMESTAMP(6) NOT NULL,
                  updated_at TIMESTAMP(0) WITH TIME ZONE NOT NULL)""".formatted(Store.TABLE),
                "CREATE TABLE " + Store.FILLED + " (LIKE " + Store.TABLE + " INCLUDING ALL)");
        return new PostgresSinkServer(server);
    }

    @Override
    public Task task(int changes, int warmUpSeconds, Path folder) {
        return new Task(
                server.host(),
                server.port(),
                server.rootUser(),
                server.rootPassword(),
                0,
                "",
                0,
                List.of(Store.TABLE),
                changes,
                0,
                warmUpSeconds,
                Map.of(
                        "folder",
                        folder.toString(),
                        Target.DATABASE,
                        DATABASE,
                        Target.SETTING,
                        Target.POSTGRESQL.name()));
    }

    @Override
    public void keepFilled() {
        server.execute("INSERT INTO " + Store.FILLED + " SELECT * FROM " + Store.TABLE);
    }

    @Override
    public List<@Nullable Object> digest() {
        return server.query("SELECT COUNT(*), SUM(hashtext(o::text)::bigint) FROM " + Store.TABLE + " AS o")
                .get(0);
    }

    @Override
    public String version() {
        return "PostgreSQL " + server.query("SHOW server_version").get(0).get(0);
    }

    @Override
    public void close() {
        server.close();
    }
}
