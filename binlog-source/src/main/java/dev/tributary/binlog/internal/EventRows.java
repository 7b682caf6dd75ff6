package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.util.Arrays;

/** The row changes of one event. From where they cannot be read on, the event's bytes are reported in their place. */
final class EventRows implements RecordBlock<ChangeEvent> {

    private final BinlogEvent event;
    private final TableDecoder decoder;
    private final Transaction transaction;
    private final RowCounter rows;
    private final long position;
    private final Split split;

    /** @param position where in its file the event begins */
    EventRows(BinlogEvent event, TableDecoder decoder, OpenTransaction transaction, long position, Split split) {
        this.event = event;
        this.decoder = decoder;
        this.transaction = transaction.description();
        this.rows = transaction.rows();
        this.position = position;
        this.split = split;
    }

    @Override
    public void deliver(StreamHandler<? super ChangeEvent> handler) throws InterruptedException {
        Delivery delivery = new Delivery(handler);
        try {
            decoder.read(event, delivery);
        } catch (DecodeException e) {
            if (delivery.handling) { // the handler's own failure
                throw e;
            }
            handler.undecodable(undecodable(e));
        }
    }

    private BinlogOrigin origin() {
        return new BinlogOrigin(transaction, position, rows.count());
    }

    @SuppressWarnings("NullAway") // the key may be null, which it does not see of a record in a class file
    private Undecodable undecodable(DecodeException cause) {
        BinlogOrigin origin = origin();
        byte[] bytes = Arrays.copyOfRange(event.bytes(), event.offset(), event.offset() + event.length());
        return new Undecodable(
                split,
                origin,
                null,
                bytes,
                new DecodeException("Cannot read the binlog at " + origin + ": " + cause.getMessage(), cause));
    }

    private final class Delivery implements TableDecoder.Target<InterruptedException> {

        private final StreamHandler<? super ChangeEvent> handler;
        private boolean handling;

        Delivery(StreamHandler<? super ChangeEvent> handler) {
            this.handler = handler;
        }

        @Override
        public void inserted(Row after, int bytes) throws InterruptedException {
            give(ChangeEvent.insert(after, origin()), bytes);
        }

        @Override
        public void updated(Row before, Row after, int bytes) throws InterruptedException {
            give(ChangeEvent.update(before, after, origin()), bytes);
        }

        @Override
        public void deleted(Row before, int bytes) throws InterruptedException {
            give(ChangeEvent.delete(before, origin()), bytes);
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
