package dev.tributary.spi;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader hands over at once: records and signals in the order of their splits, and how many bytes of memory they
 * hold. Bytes that several records share (those of one binlog event) are counted once.
 *
 * <p>Immutable; made by a {@link Builder} that is confined to one thread.
 *
 * @param <T> the type of the elements
 */
public final class Batch<T> {

    private final List<Item<T>> items;
    private final long bytes;
    private final boolean last;

    private Batch(Builder<T> builder, boolean last) {
        this.items = builder.items;
        this.bytes = builder.bytes;
        this.last = last;
    }

    /** Returns a builder of an empty batch. */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /** Hands everything to a handler, in order. */
    public void deliver(StreamHandler<? super T> handler) throws InterruptedException {
        for (Item<T> item : items) {
            item.deliver(handler);
        }
    }

    /** Returns whether there is neither record nor signal in it. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Returns whether the source has ended: no batch will follow. */
    public boolean isLast() {
        return last;
    }

    /** Returns the number of records, blocks of records and signals. */
    public int size() {
        return items.size();
    }

    /** Returns how many bytes of memory its records hold. */
    public long bytes() {
        return bytes;
    }

    @FunctionalInterface
    private interface Item<T> {
        void deliver(StreamHandler<? super T> handler) throws InterruptedException;
    }

    /**
     * Collects a batch.
     *
     * @param <T> the type of the elements
     */
    public static final class Builder<T> {

        private final List<Item<T>> items = new ArrayList<>();
        private long bytes;

        private Builder() {}

        /** Adds a record; the bytes it holds are added by {@link #holding}. */
        public Builder<T> record(StreamRecord<T> record) {
            items.add(new RecordItem<>(record));
            return this;
        }

        /** Adds records that are decoded when they are delivered; the bytes they hold are added by {@link #holding}. */
        public Builder<T> block(RecordBlock<T> block) {
            items.add(block::deliver);
            return this;
        }

        /** Adds bytes that could not be decoded. */
        public Builder<T> undecodable(Undecodable undecodable) {
            items.add(handler -> handler.undecodable(undecodable));
            return this;
        }

        /** Adds the beginning of a transaction. */
        public Builder<T> transactionBegan(Split split, Transaction transaction) {
            items.add(handler -> handler.transactionBegan(split, transaction));
            return this;
        }

        /** Adds the commit of a transaction. */
        public Builder<T> transactionCommitted(Split split, Transaction transaction) {
            items.add(handler -> handler.transactionCommitted(split, transaction));
            return this;
        }

        /** Adds a change of a table as a whole. */
        public Builder<T> tableChanged(Split split, TableChange change) {
            items.add(handler -> handler.tableChanged(split, change));
            return this;
        }

        /** Adds a position that covers all that was added before it of its split. */
        public Builder<T> advanced(Split split, Position position) {
            items.add(handler -> handler.advanced(split, position));
            return this;
        }

        /** Counts bytes of memory that the records hold. */
        public Builder<T> holding(long moreBytes) {
            bytes += moreBytes;
            return this;
        }

        /** Returns the number of records, blocks of records and signals so far. */
        public int size() {
            return items.size();
        }

        /** Returns the number of bytes so far. */
        public long bytes() {
            return bytes;
        }

        /** Returns the batch; the builder is used up. */
        public Batch<T> build() {
            return new Batch<>(this, false);
        }

        /** Returns the batch as the last one of its source; the builder is used up. */
        public Batch<T> buildLast() {
            return new Batch<>(this, true);
        }
    }

    private record RecordItem<T>(StreamRecord<T> content) implements Item<T> {
        @Override
        public void deliver(StreamHandler<? super T> handler) throws InterruptedException {
            deliverTo(handler, content);
        }

        @SuppressWarnings("unchecked") // a handler of a supertype takes the record: records are read-only
        private static <S> void deliverTo(StreamHandler<S> handler, StreamRecord<?> record)
                throws InterruptedException {
            handler.record((StreamRecord<S>) record);
        }
    }
}
