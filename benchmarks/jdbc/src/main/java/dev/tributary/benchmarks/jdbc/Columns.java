package dev.tributary.benchmarks.jdbc;

import dev.tributary.benchmarks.contest.Order;
import dev.tributary.benchmarks.contest.Store;
import dev.tributary.benchmarks.contest.Target;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of the orders table, and the statements of whoever writes to it by hand. */
final class Columns {

    static final List<String> NAMES = List.of(
            "id",
            "customer_id",
            "product_id",
            "quantity",
            "status",
            "price",
            "weight",
            "email",
            "note",
            "attributes",
            "placed_at",
            "updated_at");

    private Columns() {}

    /** Inserts rows, or updates them where their key is there. */
    static String upsert(Target target, int rows) {
        String row = "(" + String.join(", ", Collections.nCopies(NAMES.size(), "?")) + ")";
        String values = "VALUES " + String.join(", ", Collections.nCopies(rows, row));
        return target == Target.MYSQL
                ? insert(values) + " AS new ON DUPLICATE KEY UPDATE " + assignments("new")
                : insert(values) + onConflict();
    }

    /** Does so with all rows of a table, on PostgreSQL. */
    static String upsertAll(String table) {
        return insert("SELECT * FROM " + table) + onConflict();
    }

    private static String insert(String rows) {
        return "INSERT INTO " + Store.TABLE + " (" + String.join(", ", NAMES) + ") " + rows;
    }

    private static String onConflict() {
        return " ON CONFLICT (id) DO UPDATE SET " + assignments("excluded");
    }

    private static String assignments(String inserted) {
        return NAMES.stream()
                .skip(1)
                .map(name -> name + " = " + inserted + "." + name)
                .collect(Collectors.joining(", "));
    }

    static String delete(int rows) {
        return "DELETE FROM " + Store.TABLE + " WHERE id IN (" + String.join(", ", Collections.nCopies(rows, "?"))
                + ")";
    }

    /** Sets the parameters of a row, from an index on; returns the next index. */
    static int set(PreparedStatement statement, int from, Order order) throws SQLException {
        int index = from;
        statement.setLong(index++, order.id());
        statement.setLong(index++, order.customer());
        statement.setInt(index++, order.product());
        statement.setShort(index++, order.quantity());
        statement.setString(index++, order.status());
        statement.setBigDecimal(index++, order.price());
        statement.setDouble(index++, order.weight());
        statement.setString(index++, order.email());
        statement.setString(index++, order.note());
        statement.setString(index++, order.attributes());
        statement.setObject(index++, order.placedAt());
        statement.setObject(index++, LocalDateTime.ofInstant(order.updatedAt(), ZoneOffset.UTC));
        return index;
    }
}
