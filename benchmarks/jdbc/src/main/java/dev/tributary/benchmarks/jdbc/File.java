package dev.tributary.benchmarks.jdbc;

import com.mysql.cj.jdbc.JdbcStatement;
import dev.tributary.benchmarks.contest.Order;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;
import org.postgresql.PGConnection;

/** The orders as a file, and the statements that read it. Nothing in these texts needs an escape. */
final class File {

    private static final String STAGED = "staged";

    private File() {}

    /** @param fresh whether no row is there already */
    static void write(Connection connection, Target target, List<Order> orders, boolean fresh) throws SQLException {
        byte[] file = text(orders).getBytes(StandardCharsets.UTF_8);
        try (Statement statement = connection.createStatement()) {
            if (target == Target.MYSQL) {
                statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(new ByteArrayInputStream(file));
                statement.executeUpdate(
                        "LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE " + Store.TABLE + " CHARACTER SET utf8mb4");
            } else if (fresh) {
                copy(connection, Store.TABLE, file);
            } else {
                statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + STAGED + " (LIKE " + Store.TABLE
                        + ") ON COMMIT DELETE ROWS");
                copy(connection, STAGED, file);
                statement.execute(Columns.upsertAll(STAGED));
            }
        }
    }

    private static void copy(Connection connection, String table, byte[] file) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(file));
        } catch (IOException impossible) {
            throw new IllegalStateException("The file is in memory", impossible);
        }
    }

    private static String text(List<Order> orders) {
        StringBuilder text = new StringBuilder(orders.size() * 300);
        for (Order order : orders) {
            text.append(order.id()).append('\t');
            text.append(order.customer()).append('\t');
            text.append(order.product()).append('\t');
            text.append(order.quantity()).append('\t');
            text.append(order.status()).append('\t');
            text.append(order.price()).append('\t');
            text.append(order.weight()).append('\t');
            text.append(order.email()).append('\t');
            text.append(order.note() == null ? "\\N" : order.note()).append('\t');
            text.append(order.attributes()).append('\t');
            text.append(order.placedAt()).append('\t');
            text.append(order.updatedAt().atOffset(ZoneOffset.UTC).toLocalDateTime());
            text.append('\n');
        }
        return text.toString();
    }
}
