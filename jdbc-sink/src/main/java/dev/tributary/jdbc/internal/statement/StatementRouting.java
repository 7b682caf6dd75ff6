package dev.tributary.jdbc.internal.statement;

import dev.tributary.TableChange;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.jdbc.internal.lane.Routing;
import dev.tributary.spi.StreamRecord;

/** Gives elements to the lane of their key; without a key, to the first. */
final class StatementRouting<T> implements Routing<T, StatementWork<T>> {

    /** About how much memory a piece of work takes beside its record's bytes. */
    private static final int OVERHEAD_BYTES = 100;

    @Override
    public void route(StreamRecord<T> record, Lanes<StatementWork<T>> lanes) throws InterruptedException {
        Object key = record.key();
        int lane = key == null ? 0 : lanes.laneOf(key);
        lanes.put(lane, new StatementWork<>(record), record.bytes() + (long) OVERHEAD_BYTES);
    }

    @Override
    public void tableChanged(TableChange change, Lanes<StatementWork<T>> lanes) {
        // the statement has no table that is known here
    }
}
