package dev.tributary.jdbc.internal.statement;

import dev.tributary.DecodeException;
import dev.tributary.TableChange;
import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.jdbc.internal.lane.Routing;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Gives elements to the lane of their key; without a key, to the first. */
final class StatementRouting<T> implements Routing<T, StatementWork<T>> {

    /** About how much memory a piece of work takes beside its record's bytes. */
    private static final int OVERHEAD_BYTES = 100;

    private final SinkContext context;

    StatementRouting(SinkContext context) {
        this.context = context;
    }

    @Override
    public void route(StreamRecord<T> record, Lanes<StatementWork<T>> lanes) throws InterruptedException {
        int lane;
        try {
            lane = lane(record.key(), lanes);
        } catch (DecodeException | ValueException notAKey) {
            context.rejected(record, notAKey);
            return;
        }
        lanes.put(lane, new StatementWork<>(record), record.bytes() + (long) OVERHEAD_BYTES);
    }

    private static int lane(@Nullable Object key, Lanes<?> lanes) {
        return key == null || lanes.size() == 1 ? 0 : lanes.laneOf(key);
    }

    @Override
    public void tableChanged(TableChange change, Lanes<StatementWork<T>> lanes) {
        // the statement has no table that is known here
    }
}
