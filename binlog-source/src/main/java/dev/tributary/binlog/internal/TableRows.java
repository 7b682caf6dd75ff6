package dev.tributary.binlog.internal;

import dev.tributary.Row;
import dev.tributary.binlog.internal.event.BinlogEvent;

/** Makes rows of the row events of one table, which its table map describes. */
interface TableRows {

    /** Gives the row changes that an event holds to a target, in order. */
    void read(BinlogEvent event, Target target);

    /** Takes row changes; {@code bytes} is about what the images take in the event. */
    interface Target {

        void inserted(Row after, int bytes);

        void updated(Row before, Row after, int bytes);

        void deleted(Row before, int bytes);
    }

    /** Makes what reads a table. */
    interface Factory {

        /** Reads a table map event that stands at a place in the stream. */
        TableRows of(BinlogEvent tableMap, BinlogPosition place);

        /** Learns that a statement may have changed the columns of tables. */
        void tablesChanged();
    }
}
