package dev.tributary.binlog.snapshot;

import dev.tributary.ChangeEvent;
import dev.tributary.RetriableException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stores each change at once, but for one moment, so that the pipeline opens it and its source anew. */
final class SinkThatIsAwayOnce implements Sink<ChangeEvent> {

    private final CopiedTables copied;
    private final long snapshotRows;
    private final AtomicBoolean wasAway = new AtomicBoolean();

    /** @param snapshotRows with how many rows of snapshots it is away */
    SinkThatIsAwayOnce(CopiedTables copied, long snapshotRows) {
        this.copied = copied;
        this.snapshotRows = snapshotRows;
    }

    @Override
    public String describe() {
        return "a sink that is away once";
    }

    @Override
    public SinkWriter<ChangeEvent> open(SinkContext context) {
        return new SinkWriter<>() {
            private boolean failed;

            @Override
            public void write(StreamRecord<ChangeEvent> record) {
                if (failed) {
                    return;
                }
                if (copied.snapshotRows() >= snapshotRows && wasAway.compareAndSet(false, true)) {
                    failed = true;
                    context.failed(new RetriableException("the sink is away"));
                } else {
                    copied.accept(record.value());
                }
            }

            @Override
            public void advance(Split split, Position position) {
                if (!failed) {
                    context.durable(split, position);
                }
            }

            @Override
            public boolean flush(Duration deadline) {
                return !failed;
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
    }
}
