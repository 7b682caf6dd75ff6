package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;

/**
 * The row changes of one event. From where they cannot be read on, the event's bytes are reported in their place.
 *
 * @param lastOfTransaction whether no event with captured rows follows in the transaction
 */
record EventRows(BinlogEvent event, TableDecoder decoder, RowsEvent place, boolean lastOfTransaction, Split split)
        implements RecordBlock<ChangeEvent> {

    @Override
    public void deliver(StreamHandler<? super ChangeEvent> handler) throws InterruptedException {
        Delivery delivery = new Delivery(handler);
        try {
            decoder.read(event, delivery);
        } catch (DecodeException e) {
            if (delivery.handling) { // the handler's own failure
                throw e;
            }
            handler.undecodable(Unreadable.event(event, split, delivery.origin(true), e));
        }
    }

    private final class Delivery implements TableDecoder.Target<InterruptedException> {

        private final StreamHandler<? super ChangeEvent> handler;
        private int rows;
        private boolean handling;

        Delivery(StreamHandler<? super ChangeEvent> handler) {
            this.handler = handler;
        }

        @Override
        public void inserted(Row after, int bytes, boolean last) throws InterruptedException {
            give(ChangeEvent.insert(after, origin(last)), bytes);
        }

        @Override
        public void updated(Row before, Row after, int bytes, boolean last) throws InterruptedException {
            give(ChangeEvent.update(before, after, origin(last)), bytes);
        }

        @Override
        public void deleted(Row before, int bytes, boolean last) throws InterruptedException {
            give(ChangeEvent.delete(before, origin(last)), bytes);
        }

        private BinlogOrigin origin(boolean lastOfEvent) {
            return new BinlogOrigin(place, rows++, lastOfEvent && lastOfTransaction);
        }

        private void give(ChangeEvent change, int bytes) throws InterruptedException {
            handling = true;
            take(record(change, bytes), handler);
            handling = false;
        }

        private StreamRecord<ChangeEvent> record(ChangeEvent change, int bytes) {
            return change.schema().hasKey()
                    ? StreamRecord.of(change, change.key(), change.origin(), split, bytes)
                    : StreamRecord.withoutKey(change, change.origin(), split, bytes);
        }

        @SuppressWarnings("unchecked") // a handler of a supertype takes the record: records are read-only
        private static <H> void take(StreamRecord<?> record, StreamHandler<H> handler) throws InterruptedException {
            handler.record((StreamRecord<H>) record);
        }
    }
}
