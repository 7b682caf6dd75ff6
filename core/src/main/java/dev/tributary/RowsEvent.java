package dev.tributary;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event of a binlog that holds row changes, as a place: all of its rows share one object.
 *
 * <p>Immutable.
 */
public final class RowsEvent {

    private final Transaction transaction;
    private final long position;
    private final long index;
    private final @Nullable String statement;

    private RowsEvent(Transaction transaction, long position, long index, @Nullable String statement) {
        this.transaction = Objects.requireNonNull(transaction, "transaction");
        this.position = position;
        this.index = index;
        this.statement = statement;
    }

    /**
     * Returns an event.
     *
     * @param position the event's offset in the transaction's file, in bytes; for all events of a compressed transaction
     *     that of the compressed event
     * @param index the number of row events before it in the transaction, those of tables that are not captured included
     */
    public static RowsEvent of(Transaction transaction, long position, long index) {
        return new RowsEvent(transaction, position, index, null);
    }

    /** Returns this event with the statement that changed its rows. */
    public RowsEvent withStatement(String sql) {
        return new RowsEvent(transaction, position, index, Objects.requireNonNull(sql, "sql"));
    }

    /** Returns the transaction that the event is a part of. */
    public Transaction transaction() {
        return transaction;
    }

    /** Returns the event's offset in the transaction's file, in bytes. */
    public long position() {
        return position;
    }

    /** Returns the number of row events before it in the transaction, whether or not their tables are captured. */
    public long index() {
        return index;
    }

    /** Returns the statement that changed the rows, where the server logs it and the source was asked for it. */
    public Optional<String> statement() {
        return Optional.ofNullable(statement);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowsEvent that
                && position == that.position
                && index == that.index
                && transaction.equals(that.transaction)
                && Objects.equals(statement, that.statement);
    }

    @Override
    public int hashCode() {
        return Objects.hash(transaction, position, index);
    }

    /** Returns file, position and index. */
    @Override
    public String toString() {
        return transaction.file() + ":" + position + " event " + index;
    }
}
