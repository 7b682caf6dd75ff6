package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server with the orders table in which contestants store changes. */
interface SinkServer extends AutoCloseable {

    /** Starts a server; its commits do not wait for the disk. */
    static SinkServer start(Target target) throws SQLException {
        return target == Target.MYSQL ? MySqlSinkServer.start() : PostgresSinkServer.start();
    }

    /** Returns a task to store so many changes. */
    Task task(int changes, int warmUpSeconds, Path folder);

    /** Makes the orders as they are the ones with which tables are filled. */
    void keepFilled() throws SQLException;

    /** Returns what is the same for the same orders. */
    List<@Nullable Object> digest();

    /** Returns the product's name and version. */
    String version();

    @Override
    void close();

    /** MySQL. */
    record MySqlSinkServer(BenchServer server) implements SinkServer {

        private static final String DIGEST =
                "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, customer_id, product_id,"
                        + " quantity, status, price, weight, email, note, attributes, placed_at, updated_at))) FROM "
                        + Store.TABLE;

        private static MySqlSinkServer start() throws SQLException {
            BenchServer server = BenchServer.start();
            server.execute(List.of("CREATE TABLE " + Store.FILLED + " LIKE " + Store.TABLE));
            return new MySqlSinkServer(server);
        }

        @Override
        public Task task(int changes, int warmUpSeconds, Path folder) {
            return server.storingTask(changes, warmUpSeconds, folder);
        }

        @Override
        public void keepFilled() throws SQLException {
            server.execute(List.of("INSERT INTO " + Store.FILLED + " SELECT * FROM " + Store.TABLE));
        }

        @Override
        public List<@Nullable Object> digest() {
            return server.query(DIGEST).get(0);
        }

        @Override
        public String version() {
            return "MySQL " + server.version();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
