package dev.tributary.binlog.internal.snapshot;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.binlog.internal.row.ResultDecoder;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;

/**
 * The rows of a chunk on their way to the pipeline, but for those that the stream has changed.
 *
 * @param place where in the stream they are delivered
 */
record ChunkRows(Chunk chunk, RowsEvent place, Split split) implements RecordBlock<ChangeEvent> {

    @Override
    public void deliver(StreamHandler<? super ChangeEvent> handler) throws InterruptedException {
        ResultDecoder decoder = chunk.plan().decoder();
        PacketRows rows = chunk.rows();
        for (int i = 0; i < rows.size(); i++) {
            if (!chunk.isDropped(i)) {
                deliver(decoder, rows, i, handler);
            }
        }
    }

    @SuppressWarnings("NullAway") // the key may be null, which it does not see of a record in a class file
    private void deliver(ResultDecoder decoder, PacketRows rows, int index, StreamHandler<? super ChangeEvent> handler)
            throws InterruptedException {
        BinlogOrigin origin = BinlogOrigin.ofSnapshot(place, index);
        Row row;
        try {
            row = decoder.row(rows.bytes(index), rows.from(index), rows.length(index));
        } catch (DecodeException e) {
            handler.undecodable(new Undecodable(split, origin, null, rows.copy(index), e));
            return;
        }
        ChangeEvent event = ChangeEvent.snapshot(row, origin);
        take(
                event.schema().hasKey()
                        ? StreamRecord.of(event, event.key(), origin, split, rows.length(index))
                        : StreamRecord.withoutKey(event, origin, split, rows.length(index)),
                handler);
    }

    @SuppressWarnings("unchecked") // a handler of a supertype takes the record: records are read-only
    private static <H> void take(StreamRecord<?> record, StreamHandler<H> handler) throws InterruptedException {
        handler.record((StreamRecord<H>) record);
    }
}
