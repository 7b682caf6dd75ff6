package dev.tributary;

import dev.tributary.spi.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * Where in a binlog a change was read.
 *
 * <p>Immutable.
 */
public final class BinlogOrigin implements Origin {

    private final Transaction transaction;
    private final long position;
    private final long row;

    /**
     * Creates an origin.
     *
     * @param position the offset in the transaction's file of the event that holds the row, in bytes
     * @param row the number of captured rows before this one in the transaction
     */
    public BinlogOrigin(Transaction transaction, long position, long row) {
        this.transaction = Objects.requireNonNull(transaction, "transaction");
        this.position = position;
        this.row = row;
    }

    /** Returns the transaction that the change is a part of. */
    public Transaction transaction() {
        return transaction;
    }

    /** Returns the offset of the event that holds the row, in the transaction's file, in bytes. */
    public long position() {
        return position;
    }

    /** Returns the index of the row among the captured ones of its transaction, from 0. */
    public long row() {
        return row;
    }

    /** Returns the commit time of the transaction. */
    @Override
    public Instant time() {
        return transaction.commitTime();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinlogOrigin that
                && position == that.position
                && row == that.row
                && transaction.equals(that.transaction);
    }

    @Override
    public int hashCode() {
        return Objects.hash(transaction, position, row);
    }

    /** Returns the transaction's GTID if there is one, file and position, and the row. */
    @Override
    public String toString() {
        String place = transaction.file() + ":" + position + " row " + row;
        return transaction.gtid().map(gtid -> gtid + " (" + place + ")").orElse(place);
    }
}
