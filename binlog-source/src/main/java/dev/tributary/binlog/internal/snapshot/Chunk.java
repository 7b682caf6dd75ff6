package dev.tributary.binlog.internal.snapshot;

import dev.tributary.DecodeException;
import dev.tributary.ValueException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The rows of a range of a table, as one SELECT has seen them. */
final class Chunk {

    private final TablePlan plan;
    private final Range range;
    private final PacketRows rows;
    private final @Nullable Range rest;
    private final boolean more;
    private final StreamPlace high;
    private final BitSet dropped = new BitSet();

    /**
     * @param range what was read of it
     * @param rest what was to be read and is not; null for nothing
     * @param more whether the same SELECT has more rows, which are read when these are delivered
     * @param high behind all that the SELECT has seen
     */
    Chunk(TablePlan plan, Range range, PacketRows rows, @Nullable Range rest, boolean more, StreamPlace high) {
        this.plan = plan;
        this.range = range;
        this.rows = rows;
        this.rest = rest;
        this.more = more;
        this.high = high;
    }

    TablePlan plan() {
        return plan;
    }

    Range range() {
        return range;
    }

    PacketRows rows() {
        return rows;
    }

    @Nullable
    Range rest() {
        return rest;
    }

    boolean hasMore() {
        return more;
    }

    StreamPlace high() {
        return high;
    }

    /** Drops the rows whose keys the stream has changed since. */
    void drop(ChangedKeys changed, long since) {
        RowIdentity identity = plan.identity();
        if (identity == null || changed.isEmpty()) {
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!dropped.get(i) && isChanged(i, identity, changed, since)) {
                dropped.set(i);
            }
        }
    }

    private boolean isChanged(int index, RowIdentity identity, ChangedKeys changed, long since) {
        try {
            var row = plan.decoder().row(rows.bytes(index), rows.from(index), rows.length(index));
            return changed.isChanged(identity.of(row, row), since);
        } catch (DecodeException | ValueException unreadable) {
            return false; // whoever gets the row gets the error; the changes of such a key cannot be read either
        }
    }

    boolean isDropped(int index) {
        return dropped.get(index);
    }

    int kept() {
        return rows.size() - dropped.cardinality();
    }
}
