package dev.tributary.flink;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Change events of small tables. */
final class Changes {

    static final TableSchema ITEMS = TableSchema.of(
            new TableId("shop", "items"),
            List.of(Column.of("id", "int"), Column.of("note", "varchar(100) collate utf8mb4_0900_ai_ci")),
            List.of("id"));

    /** The same table after a column was added. */
    static final TableSchema WIDER_ITEMS = TableSchema.of(
            ITEMS.table(),
            List.of(ITEMS.column(0), ITEMS.column(1), Column.of("price", "decimal(10,2)")),
            List.of("id"));

    /** A table whose key is text. */
    static final TableSchema NAMES = TableSchema.of(
            new TableId("shop", "names"),
            List.of(Column.of("name", "varchar(20) collate utf8mb4_0900_ai_ci"), Column.of("value", "int")),
            List.of("name"));

    private Changes() {}

    static BinlogOrigin origin(long number) {
        Transaction transaction = Transaction.of(
                4_000_000_000L,
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:" + number,
                "binlog.000001",
                number,
                Instant.parse("2026-01-02T03:04:05.123456Z"));
        return new BinlogOrigin(RowsEvent.of(transaction, number + 5_000_000_000L, 3), 7, true);
    }

    static Row item(int id, String note) {
        return Row.of(ITEMS, id, note);
    }

    static ChangeEvent insert(int id, String note) {
        return ChangeEvent.insert(item(id, note), origin(id));
    }

    static ChangeEvent update(int oldId, String oldNote, int id, String note) {
        return ChangeEvent.update(item(oldId, oldNote), item(id, note), origin(id));
    }

    static ChangeEvent delete(int id, String note) {
        return ChangeEvent.delete(item(id, note), origin(id));
    }

    /** Returns an event as it comes out of Flink's buffers. */
    static ChangeEvent passed(ChangeEvent event) {
        return deserialize(serialize(event));
    }

    static byte[] serialize(ChangeEvent event) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(64);
            new ChangeEventSerializer().serialize(event, out);
            return out.getCopyOfBuffer();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static ChangeEvent deserialize(byte[] bytes) {
        try {
            return new ChangeEventSerializer().deserialize(new DataInputDeserializer(bytes));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
