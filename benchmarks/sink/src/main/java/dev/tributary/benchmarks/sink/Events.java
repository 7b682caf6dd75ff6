package dev.tributary.benchmarks.sink;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.benchmarks.contest.Load.Change;
import dev.tributary.benchmarks.contest.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes change events of changes, as a binlog would have them. */
final class Events {

    private static final TableId TABLE = new TableId("bench", "orders");

    private Events() {}

    /** Returns an event of each change. */
    static List<ChangeEvent> of(List<Change> changes) {
        TableSchema schema = schema();
        Transaction transaction = Transaction.of(1, "binlog.000001", 4, Instant.EPOCH);
        RowsEvent event = RowsEvent.of(transaction, 4, 0);
        List<ChangeEvent> events = new ArrayList<>(changes.size());
        for (Change change : changes) {
            BinlogOrigin origin = new BinlogOrigin(event, events.size(), false);
            Row row = row(schema, change.row());
            events.add(
                    switch (change.kind()) {
                        case INSERT -> ChangeEvent.insert(row, origin);
                        case UPDATE ->
                            ChangeEvent.update(row(schema, Order.of(change.row().id(), 0)), row, origin);
                        case DELETE -> ChangeEvent.delete(row, origin);
                    });
        }
        return events;
    }

    private static TableSchema schema() {
        return TableSchema.of(
                TABLE,
                List.of(
                        new Column("id", ColumnType.parse("bigint"), false),
                        Column.of("customer_id", "int unsigned"),
                        Column.of("product_id", "int"),
                        Column.of("quantity", "smallint"),
                        Column.of("status", "enum('new','paid','packed','shipped','delivered','returned')"),
                        Column.of("price", "decimal(12,2)"),
                        Column.of("weight", "double"),
                        Column.of("email", "varchar(100) charset utf8mb4"),
                        Column.of("note", "text charset utf8mb4"),
                        Column.of("attributes", "json"),
                        Column.of("placed_at", "datetime(6)"),
                        Column.of("updated_at", "timestamp")),
                List.of("id"));
    }

    private static Row row(TableSchema schema, Order order) {
        return Row.of(
                schema,
                order.id(),
                order.customer(),
                order.product(),
                (int) order.quantity(),
                order.status(),
                order.price(),
                order.weight(),
                order.email(),
                order.note(),
                order.attributes(),
                order.placedAt(),
                order.updatedAt());
    }
}
