package dev.tributary.interop;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.kafka.ChangeFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Changes of a table of many types, and their bytes in a format. */
final class Orders {

    static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(
                    new Column("id", ColumnType.parse("int"), false),
                    Column.of("big", "bigint"),
                    Column.of("price", "decimal(20,2)"),
                    Column.of("ratio", "double"),
                    Column.of("paid", "bit(1)"),
                    Column.of("day", "date"),
                    Column.of("at", "datetime(3)"),
                    Column.of("moment", "timestamp(3)"),
                    Column.of("raw", "varbinary(10)"),
                    Column.of("note", "varchar(100) charset utf8mb4")),
            List.of("id"));

    static final Instant COMMITTED = Instant.parse("2024-01-31T23:59:59.123456Z");
    static final String PRICE = "123456789012345678.90";

    private static final BinlogOrigin ORIGIN = new BinlogOrigin(
            RowsEvent.of(
                    Transaction.of(7, "3e11fa47-71ca-11e1-9e33-c80aa9429562:23", "binlog.000003", 1000, COMMITTED),
                    1234,
                    3),
            5,
            true);

    private static final Row ROW = Row.of(
            SCHEMA,
            1,
            9_007_199_254_740_993L,
            new BigDecimal(PRICE),
            0.1,
            true,
            LocalDate.parse("2024-01-31"),
            LocalDateTime.parse("2024-01-31T23:59:59.5"),
            Instant.parse("2024-01-31T23:59:59.5Z"),
            new byte[] {-1, 0, 1},
            "a \"ü\" 😀");

    private Orders() {}

    static ChangeEvent insert() {
        return ChangeEvent.insert(ROW, ORIGIN);
    }

    static ChangeEvent snapshot() {
        return ChangeEvent.snapshot(ROW, BinlogOrigin.ofSnapshot(ORIGIN.event(), 0));
    }

    /** Changes one column to NULL and another from NULL. */
    static ChangeEvent update() {
        return ChangeEvent.update(ROW.with("ratio", null), ROW.with("note", null), ORIGIN);
    }

    static ChangeEvent delete() {
        return ChangeEvent.delete(ROW, ORIGIN);
    }

    static byte[] key(ChangeFormat format, ChangeEvent event) {
        return format.open("orders").key("topic", event.key());
    }

    static byte[] value(ChangeFormat format, ChangeEvent event) {
        return format.open("orders").value("topic", event.key(), event, new RecordHeaders());
    }
}
