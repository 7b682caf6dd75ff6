package dev.tributary.kafka;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.time.Instant;
import java.util.List;

/** Change events of a small table. */
public final class Changes {

    /** A table with a primary key. */
    public static final TableSchema ORDERS = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(new Column("id", ColumnType.parse("int"), false), Column.of("note", "varchar(100)")),
            List.of("id"));

    /** A table without a primary key. */
    public static final TableSchema LOG = TableSchema.of(
            new TableId("shop", "log"), List.of(Column.of("id", "int"), Column.of("note", "varchar(100)")), List.of());

    private Changes() {}

    /** An origin; each number is a place of its own. */
    public static BinlogOrigin origin(long number) {
        Transaction transaction =
                Transaction.of(1, "binlog.000001", number * 100, Instant.ofEpochSecond(1_700_000_000L + number));
        return new BinlogOrigin(RowsEvent.of(transaction, number * 100 + 50, 0), 0, true);
    }

    /** A row of {@link #ORDERS}. */
    public static Row order(int id, String note) {
        return Row.of(ORDERS, id, note);
    }

    /** An insert into {@link #ORDERS}. */
    public static ChangeEvent insert(int id, String note) {
        return ChangeEvent.insert(order(id, note), origin(id));
    }

    /** An update of {@link #ORDERS}. */
    public static ChangeEvent update(int oldId, String oldNote, int id, String note) {
        return ChangeEvent.update(order(oldId, oldNote), order(id, note), origin(id));
    }

    /** A delete from {@link #ORDERS}. */
    public static ChangeEvent delete(int id, String note) {
        return ChangeEvent.delete(order(id, note), origin(id));
    }
}
