package dev.tributary.benchmarks.jdbc;

import dev.tributary.benchmarks.contest.Load.Change;
import dev.tributary.benchmarks.contest.Load.Kind;
import dev.tributary.benchmarks.contest.Order;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores changes over one connection as programs do that are written by hand: so many at a time, in a transaction each, first the rows that are
 * there then, behind them the deletes.
 */
enum WriteByHand {
    /** One statement a row. */
    SINGLE(1000, "") {
        @Override
        void upsert(Connection connection, Target target, List<Order> orders) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(target, 1))) {
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
        void upsert(Connection connection, Target target, List<Order> orders) throws SQLException {
            batch(connection, target, orders);
        }
    },
    /** JDBC's batches, of which the driver makes statements of many rows. */
    REWRITTEN(1000, "&rewriteBatchedStatements=true&reWriteBatchedInserts=true") {
        @Override
        void upsert(Connection connection, Target target, List<Order> orders) throws SQLException {
            batch(connection, target, orders);
        }
    },
    /** One statement with many rows. */
    MULTI_ROW(500, "") {
        @Override
        void upsert(Connection connection, Target target, List<Order> orders) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(target, orders.size()))) {
                int next = 1;
                for (Order order : orders) {
                    next = Columns.set(statement, next, order);
                }
                statement.executeUpdate();
            }
        }
    },
    /** A file that the server reads: straight into the table, or what is there is replaced. */
    FILE(10_000, "&allowLoadLocalInfile=true") {
        @Override
        void upsert(Connection connection, Target target, List<Order> orders) throws SQLException {
            File.write(connection, target, orders, false);
        }

        @Override
        void insert(Connection connection, Target target, List<Order> orders) throws SQLException {
            File.write(connection, target, orders, true);
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
            Target target = Target.of(ofPass);
            try (Connection connection = Store.connect(ofPass, way.options)) {
                connection.setAutoCommit(false);
                meter.begin();
                way.write(connection, target, changes);
            }
        });
    }

    private void write(Connection connection, Target target, List<Change> changes) throws SQLException {
        for (int begin = 0; begin < changes.size(); begin += chunk) {
            List<Change> some = changes.subList(begin, Math.min(begin + chunk, changes.size()));
            List<Order> orders = target == Target.MYSQL ? rows(some, false) : last(rows(some, false));
            if (some.stream().allMatch(change -> change.kind() == Kind.INSERT)) {
                insert(connection, target, orders);
            } else if (!orders.isEmpty()) {
                upsert(connection, target, orders);
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

    /** Returns the last of each key: a statement of PostgreSQL may not touch a row twice. */
    private static List<Order> last(List<Order> orders) {
        Map<Long, Order> last = new LinkedHashMap<>();
        orders.forEach(order -> last.put(order.id(), order));
        return List.copyOf(last.values());
    }

    /** Stores rows that whoever knows the load knows to be new. */
    void insert(Connection connection, Target target, List<Order> orders) throws SQLException {
        upsert(connection, target, orders);
    }

    abstract void upsert(Connection connection, Target target, List<Order> orders) throws SQLException;

    private static void batch(Connection connection, Target target, List<Order> orders) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Columns.upsert(target, 1))) {
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
}
