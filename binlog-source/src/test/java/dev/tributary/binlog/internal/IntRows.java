package dev.tributary.binlog.internal;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.TableMapHead;
import dev.tributary.internal.ArrayRow;
import java.util.List;

/** Reads the rows of tables that have one column, {@code id INT PRIMARY KEY}, so that the stream is tested by itself. */
final class IntRows implements TableRows {

    private final TableSchema schema;

    private IntRows(TableSchema schema) {
        this.schema = schema;
    }

    static TableRows.Factory factory() {
        return new TableRows.Factory() {
            @Override
            public TableRows of(BinlogEvent tableMap, BinlogPosition place) {
                TableMapHead head = TableMapHead.parse(tableMap);
                TableId table = new TableId(head.database(), head.table());
                return new IntRows(TableSchema.of(table, List.of(Column.of("id", "int")), List.of("id")));
            }

            @Override
            public void tablesChanged() {}
        };
    }

    @Override
    public void read(BinlogEvent event, Target target) {
        ByteCursor cursor = event.body("rows");
        cursor.skip(8);
        cursor.skip(cursor.u16() - 2);
        cursor.skip(2);
        boolean update = event.type() == EventType.UPDATE_ROWS;
        cursor.skip(update ? 1 : 0);
        while (cursor.remaining() > 0) {
            Row row = row(cursor);
            if (update) {
                target.updated(row, row(cursor), 8);
            } else if (event.type() == EventType.WRITE_ROWS) {
                target.inserted(row, 4);
            } else {
                target.deleted(row, 4);
            }
        }
    }

    private Row row(ByteCursor cursor) {
        cursor.skip(1);
        return ArrayRow.of(schema, (int) cursor.u32());
    }
}
