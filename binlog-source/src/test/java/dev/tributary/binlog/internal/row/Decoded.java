package dev.tributary.binlog.internal.row;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.binlog.internal.event.BinlogEvent;
import java.util.ArrayList;
import java.util.List;

/** The rows of an event, a row before an update and the one after it one after the other. */
final class Decoded implements TableDecoder.Target<RuntimeException> {

    private final List<Row> rows = new ArrayList<>();

    private Decoded() {}

    static List<Row> rows(TableDecoder decoder, BinlogEvent event) {
        Decoded decoded = new Decoded();
        decoder.read(event, decoded);
        return decoded.rows;
    }

    static TableDecoder decoder(BinlogEvent tableMap) {
        return TableDecoder.of(
                ServerKind.MYSQL,
                tableMap,
                collation -> collation == 63 ? "binary" : collation == 8 ? "latin1" : "utf8mb4",
                (table, lack) -> {
                    throw new DecodeException("No catalogue tells of " + table);
                });
    }

    @Override
    public void inserted(Row after, int bytes, boolean last) {
        rows.add(after);
    }

    @Override
    public void updated(Row before, Row after, int bytes, boolean last) {
        rows.add(before);
        rows.add(after);
    }

    @Override
    public void deleted(Row before, int bytes, boolean last) {
        rows.add(before);
    }
}
