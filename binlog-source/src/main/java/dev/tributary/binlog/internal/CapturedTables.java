package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.TableMapHead;
import dev.tributary.binlog.internal.row.TableDecoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables that row events name by number. The server sends a table map before each statement's rows; as long as it is
 * the same, byte for byte, so is what we have made of it.
 */
final class CapturedTables {

    /** Numbers are never used again, so that those of altered tables pile up. */
    private static final int MOST_KEPT = 4096;

    private final TableFilter filter;
    private final TableDecoders decoders;
    private final Consumer<TableId> seen;
    private final Map<Long, Known> byId = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /** A table; without a decoder if it is not captured. */
    private record Known(BinlogEvent map, @Nullable TableDecoder decoder) {

        boolean isSameAs(BinlogEvent other) {
            return Arrays.equals(
                    map.bytes(),
                    map.bodyOffset(),
                    map.bodyOffset() + map.bodyLength(),
                    other.bytes(),
                    other.bodyOffset(),
                    other.bodyOffset() + other.bodyLength());
        }
    }

    /** @param seen told of each captured table */
    CapturedTables(TableFilter filter, TableDecoders decoders, Consumer<TableId> seen) {
        this.filter = filter;
        this.decoders = decoders;
        this.seen = seen;
    }

    /** Takes a table map event. */
    void map(BinlogEvent event, BinlogPosition place) {
        TableMapHead head = TableMapHead.parse(event);
        Known known = byId.get(head.id());
        if (known == null || !known.isSameAs(event)) {
            byId.put(head.id(), new Known(copyOf(event), decoder(head, event, place)));
        }
    }

    private @Nullable TableDecoder decoder(TableMapHead head, BinlogEvent event, BinlogPosition place) {
        if (!filter.matches(head.database(), head.table())) {
            return null;
        }
        seen.accept(new TableId(head.database(), head.table()));
        return decoders.of(event, place);
    }

    /** So that one small event does not keep the whole array that it came in. */
    private static BinlogEvent copyOf(BinlogEvent event) {
        byte[] bytes = Arrays.copyOfRange(event.bytes(), event.offset(), event.offset() + event.length());
        return new BinlogEvent(bytes, 0, bytes.length);
    }

    /** Returns what reads the table of a row event; null if it is not captured. */
    @Nullable
    TableDecoder of(BinlogEvent rows) {
        long id = TableMapHead.idOfRows(rows);
        Known entry = byId.get(id);
        if (entry == null) {
            throw new MalformedEventException(
                    "A row event names table " + id + ", of which no table map event has told");
        }
        return entry.decoder();
    }

    /** Forgets what was made of table maps, because a statement may have changed what they do not tell. */
    void tablesChanged() {
        byId.clear();
    }
}
