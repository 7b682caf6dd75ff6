package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Transaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells where transactions begin and end in the change events of a partition. One ends with the change that says so, or when that
 * of another follows. Confined to the reader's thread.
 */
final class TransactionBounds {

    private final Map<Split, Transaction> open = new HashMap<>();

    /** Learns that a split begins anew, where no transaction is parted. */
    void begin(Split split) {
        open.remove(split);
    }

    /** Tells that the transaction before an event has ended, if it has not been told; returns whether it was now. */
    boolean endsBefore(ChangeEvent event, Split split, Batch.Builder<?> batch) {
        Transaction known = open.get(split);
        if (known == null) {
            return false;
        }
        boolean same =
                !event.origin().isSnapshot() && known.equals(event.origin().transaction());
        return !same && end(split, batch);
    }

    /** Tells that the transaction of an event begins, if it does. */
    void before(ChangeEvent event, Split split, Batch.Builder<?> batch) {
        if (!event.origin().isSnapshot() && !open.containsKey(split)) {
            batch.transactionBegan(split, event.origin().transaction());
            open.put(split, event.origin().transaction());
        }
    }

    /** Tells that the transaction of an event ends with it, if it does; returns whether it was told. */
    boolean endsWith(ChangeEvent event, Split split, Batch.Builder<?> batch) {
        return event.origin().isLastOfTransaction() && end(split, batch);
    }

    private boolean end(Split split, Batch.Builder<?> batch) {
        Transaction ended = open.remove(split);
        if (ended != null) {
            batch.transactionCommitted(split, ended);
        }
        return ended != null;
    }
}
