package dev.tributary.jdbc;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.Transaction;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Instant;

/** Makes change events and positions as a source would. */
public final class Changes {

    /** The one split. */
    public static final Split SPLIT = new Split("binlog");

    private static final int BYTES = 200;

    private Changes() {}

    /** A position that is a number. */
    public record At(long number) implements Position {

        @Override
        public boolean covers(Position other) {
            return number >= ((At) other).number;
        }

        @Override
        public boolean includes(Origin origin) {
            return ((BinlogOrigin) origin).position() <= number;
        }

        @Override
        public String encode() {
            return Long.toString(number);
        }
    }

    /** Returns where the change of a number came from. */
    public static BinlogOrigin origin(long number) {
        Instant time = Instant.parse("2026-01-02T03:04:05Z");
        return new BinlogOrigin(RowsEvent.of(Transaction.of(1, "binlog.000001", number, time), number, 0), 0, true);
    }

    /** Returns the record of a row that a snapshot has read. */
    public static StreamRecord<ChangeEvent> snapshot(long number, Row row) {
        return record(ChangeEvent.snapshot(row, origin(number)));
    }

    /** Returns the record of an insert. */
    public static StreamRecord<ChangeEvent> insert(long number, Row row) {
        return record(ChangeEvent.insert(row, origin(number)));
    }

    /** Returns the record of an update. */
    public static StreamRecord<ChangeEvent> update(long number, Row before, Row after) {
        return record(ChangeEvent.update(before, after, origin(number)));
    }

    /** Returns the record of a delete. */
    public static StreamRecord<ChangeEvent> delete(long number, Row row) {
        return record(ChangeEvent.delete(row, origin(number)));
    }

    private static StreamRecord<ChangeEvent> record(ChangeEvent change) {
        return change.schema().hasKey()
                ? StreamRecord.of(change, change.key(), change.origin(), SPLIT, BYTES)
                : StreamRecord.withoutKey(change, change.origin(), SPLIT, BYTES);
    }
}
