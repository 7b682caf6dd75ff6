package dev.tributary.binlog.internal;

import dev.tributary.SourceException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.TableMapHead;

/** The tables as the row decoder reads them. */
final class DecodedTables implements TableRows.Factory {

    @Override
    public TableRows of(BinlogEvent tableMap, BinlogPosition place) {
        TableMapHead head = TableMapHead.parse(tableMap);
        throw new SourceException("Table " + head.database() + "." + head.table() + " at " + place
                + " cannot be read: the decoder of rows is not there yet");
    }

    @Override
    public void tablesChanged() {}
}
