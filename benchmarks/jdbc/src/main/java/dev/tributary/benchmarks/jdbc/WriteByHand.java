package dev.tributary.benchmarks.jdbc;

import com.mysql.cj.jdbc.JdbcStatement;
import dev.tributary.benchmarks.contest.Load.Change;
import dev.tributary.benchmarks.contest.Load.Kind;
import dev.tributary.benchmarks.contest.Order;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Task;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Stores changes over one connection as programs do that are written by hand: so many at a time, in a transaction each, first the rows that are
 * there then, behind them the deletes.
 */
enum WriteByHand {
    /** One statement a row. */
    SINGLE(1000, "") {
        @Override
        void upsert(Connection connection, List<Order> orders) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(1))) {
                for (Order order : orders) {
                    Columns.set(statement, 1, order);
                    statement.executeUpdate();
                }
            }
        }
    },
    /** JDBC's batches. */
    BATCH(1000, "") {
        @Override
        void upsert(Connection connection, List<Order> orders) throws SQLException {
            batch(connection, orders);
        }
    },
    /** JDBC's batches, of which the driver makes statements of many rows. */
    REWRITTEN(1000, "&rewriteBatchedStatements=true") {
        @Override
        void upsert(Connection connection, List<Order> orders) throws SQLException {
            batch(connection, orders);
        }
    },
    /** One statement with many rows. */
    MULTI_ROW(500, "") {
        @Override
        void upsert(Connection connection, List<Order> orders) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(orders.size()))) {
                int next = 1;
                for (Order order : orders) {
                    next = Columns.set(statement, next, order);
                }
                statement.executeUpdate();
            }
        }
    },
    /** A file that the server reads; rows that are there are replaced. */
    FILE(10_000, "&allowLoadLocalInfile=true") {
        @Override
        void upsert(Connection connection, List<Order> orders) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement
                        .unwrap(JdbcStatement.class)
                        .setLocalInfileInputStream(
                                new ByteArrayInputStream(file(orders).getBytes(StandardCharsets.UTF_8)));
                statement.executeUpdate(
                        "LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE orders CHARACTER SET utf8mb4");
            }
        }
    };

    private static final String WAY = "way";

    private final int chunk;
    private final String options;

    WriteByHand(int chunk, String options) {
        this.chunk = chunk;
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        Task task = Task.parse(arguments);
        WriteByHand way = valueOf(task.setting(WAY));
        Store.run(task, (ofPass, changes, meter) -> {
            try (Connection connection = Store.connect(ofPass, way.options)) {
                connection.setAutoCommit(false);
                meter.begin();
                way.write(connection, changes);
            }
        });
    }

    private void write(Connection connection, List<Change> changes) throws SQLException {
        for (int begin = 0; begin < changes.size(); begin += chunk) {
            List<Change> some = changes.subList(begin, Math.min(begin + chunk, changes.size()));
            List<Order> orders = rows(some, false);
            if (!orders.isEmpty()) {
                upsert(connection, orders);
            }
            delete(connection, rows(some, true));
            connection.commit();
        }
    }

    private static List<Order> rows(List<Change> changes, boolean deleted) {
        return changes.stream()
                .filter(change -> (change.kind() == Kind.DELETE) == deleted)
                .map(Change::row)
                .toList();
    }

    abstract void upsert(Connection connection, List<Order> orders) throws SQLException;

    private static void batch(Connection connection, List<Order> orders) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(1))) {
            for (Order order : orders) {
                Columns.set(statement, 1, order);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void delete(Connection connection, List<Order> orders) throws SQLException {
        if (orders.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(Columns.delete(orders.size()))) {
            for (int i = 0; i < orders.size(); i++) {
                statement.setLong(i + 1, orders.get(i).id());
            }
            statement.executeUpdate();
        }
    }

    /** Nothing in these texts needs an escape. */
    private static String file(List<Order> orders) {
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
            text.append(LocalDateTime.ofInstant(order.updatedAt(), ZoneOffset.UTC));
            text.append('\n');
        }
        return text.toString();
    }
}
