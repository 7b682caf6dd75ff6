package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;

/** Puts the row changes of one event into a batch. */
final class RecordTarget implements TableDecoder.Target {

    private final OpenTransaction transaction;
    private final long position;
    private final Split split;
    private final Batch.Builder<ChangeEvent> batch;

    RecordTarget(OpenTransaction transaction, long position, Split split, Batch.Builder<ChangeEvent> batch) {
        this.transaction = transaction;
        this.position = position;
        this.split = split;
        this.batch = batch;
    }

    @Override
    public void inserted(Row after, int bytes) {
        add(ChangeEvent.insert(after, origin()), bytes);
    }

    @Override
    public void updated(Row before, Row after, int bytes) {
        add(ChangeEvent.update(before, after, origin()), bytes);
    }

    @Override
    public void deleted(Row before, int bytes) {
        add(ChangeEvent.delete(before, origin()), bytes);
    }

    private BinlogOrigin origin() {
        return new BinlogOrigin(transaction.description(), position, transaction.countRow());
    }

    private void add(ChangeEvent change, int bytes) {
        batch.record(
                change.schema().hasKey()
                        ? StreamRecord.of(change, change.key(), change.origin(), split, bytes)
                        : StreamRecord.withoutKey(change, change.origin(), split, bytes));
    }
}
