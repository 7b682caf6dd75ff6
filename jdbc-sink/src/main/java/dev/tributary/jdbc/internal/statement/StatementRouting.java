package dev.tributary.jdbc.internal.statement;

import dev.tributary.DecodeException;
import dev.tributary.TableChange;
import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.jdbc.internal.lane.Routing;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;

/** Gives elements to the lane of their key; without a key, to the first. */
final class StatementRouting<T> implements Routing<T, StatementWork<T>> {

    /** About how much memory a piece of work takes beside its record's bytes. */
    private static final int OVERHEAD_BYTES = 100;

    private final SinkContext context;
    private final boolean exact;

    StatementRouting(SinkContext context, boolean exact) {
        this.context = context;
        this.exact = exact;
    }

    @Override
    public void route(StreamRecord<T> record, Lanes<StatementWork<T>> lanes) throws InterruptedException {
        try {
            lanes.put(record.split(), new StatementWork<>(record, exact), record.bytes() + (long) OVERHEAD_BYTES);
        } catch (DecodeException | ValueException notAKey) {
            context.rejected(record, notAKey);
        }
    }

    @Override
    public void tableChanged(Split split, TableChange change, Lanes<StatementWork<T>> lanes) {
        // the statement has no table that is known here
    }
}
