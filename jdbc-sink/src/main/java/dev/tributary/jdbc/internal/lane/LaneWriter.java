package dev.tributary.jdbc.internal.lane;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A writer over lanes. All calls come from one thread, but for {@link #abort}.
 *
 * @param <T> the type of the elements
 * @param <W> the kind of work that they become
 */
public final class LaneWriter<T, W extends Work> implements SinkWriter<T> {

    private final Routing<T, W> routing;
    private final Lanes<W> lanes;

    /** Makes a writer over open lanes, which it closes. */
    public LaneWriter(Routing<T, W> routing, Lanes<W> lanes) {
        this.routing = routing;
        this.lanes = lanes;
    }

    @Override
    public void write(StreamRecord<T> record) throws InterruptedException {
        routing.route(record, lanes);
    }

    @Override
    public void advance(Split split, Position position) throws InterruptedException {
        lanes.advance(split, position);
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        routing.tableChanged(split, change, lanes);
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        lanes.transaction(split, true);
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        lanes.transaction(split, false);
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        return lanes.flush(deadline);
    }

    @Override
    public Map<Split, String> stored(Set<Split> splits) throws InterruptedException {
        return lanes.claim(splits);
    }

    @Override
    public void abort() {
        lanes.abort();
    }

    @Override
    public void close() {
        lanes.close();
    }
}
