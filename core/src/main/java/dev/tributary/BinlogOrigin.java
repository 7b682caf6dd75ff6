package dev.tributary;

import dev.tributary.spi.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * Where in a binlog a change was read. Within a transaction, changes are in the order of {@link RowsEvent#index} and then of
 * {@link #row}, and the two stay the same however often and with whatever choice of tables the transaction is read.
 *
 * <p>Immutable.
 */
public final class BinlogOrigin implements Origin {

    private final RowsEvent event;
    private final int row;
    private final boolean last;
    private final boolean snapshot;

    /**
     * Creates the origin of a change.
     *
     * @param row the number of rows before this one in the event
     * @param last whether no captured row of the transaction follows
     */
    public BinlogOrigin(RowsEvent event, int row, boolean last) {
        this(event, row, last, false);
    }

    private BinlogOrigin(RowsEvent event, int row, boolean last, boolean snapshot) {
        this.event = Objects.requireNonNull(event, "event");
        this.row = row;
        this.last = last;
        this.snapshot = snapshot;
    }

    /**
     * Returns the origin of a row that a snapshot read.
     *
     * @param chunk where in the stream of changes the rows of its chunk are delivered, with the time of that; the index is that
     *     of the chunk
     * @param row the number of rows before this one in the chunk
     */
    public static BinlogOrigin ofSnapshot(RowsEvent chunk, int row) {
        return new BinlogOrigin(chunk, row, false, true);
    }

    /**
     * Returns the origin of a change that was read in no binlog, but made by a program, or by whoever does not say where.
     *
     * @param time when the change was made
     */
    public static BinlogOrigin nowhere(Instant time) {
        return new BinlogOrigin(RowsEvent.of(Transaction.of(0, "", 0, time), 0, 0), 0, true);
    }

    /** Returns whether a snapshot read the row, so that it is no change of the transaction. */
    public boolean isSnapshot() {
        return snapshot;
    }

    /** Returns the event that holds the row. */
    public RowsEvent event() {
        return event;
    }

    /** Returns the transaction that the change is a part of. */
    public Transaction transaction() {
        return event.transaction();
    }

    /** Returns the offset of the event that holds the row, in the transaction's file, in bytes. */
    public long position() {
        return event.position();
    }

    /** Returns the index of the row in its event, from 0. */
    public int row() {
        return row;
    }

    /**
     * Returns whether this is the last captured row of its transaction. A connection that is lost between the row and the
     * commit leaves a transaction without such a row.
     */
    public boolean isLastOfTransaction() {
        return last;
    }

    /** Returns the commit time of the transaction. */
    @Override
    public Instant time() {
        return event.transaction().commitTime();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinlogOrigin that
                && row == that.row
                && last == that.last
                && snapshot == that.snapshot
                && event.equals(that.event);
    }

    @Override
    public int hashCode() {
        return Objects.hash(event, row);
    }

    /** Returns the transaction's GTID if there is one, file and position, event and row; of {@link #nowhere} the time. */
    @Override
    public String toString() {
        if (transaction().gtid().isEmpty() && transaction().file().isEmpty()) {
            return "no binlog at " + time();
        }
        String place = event + " row " + row;
        return transaction().gtid().map(gtid -> gtid + " (" + place + ")").orElse(place);
    }
}
