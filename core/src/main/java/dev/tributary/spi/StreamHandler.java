package dev.tributary.spi;

import dev.tributary.TableChange;
import dev.tributary.Transaction;

/**
 * Takes what a source has read, in order: records, and the signals that travel beside them.
 *
 * @param <T> the type of the elements
 */
public interface StreamHandler<T> {

    /** Takes an element. */
    void record(StreamRecord<T> record) throws InterruptedException;

    /** Takes bytes that could not be decoded. */
    void undecodable(Undecodable bytes) throws InterruptedException;

    /** Takes the beginning of a transaction: the records that follow in this split are its changes. */
    void transactionBegan(Split split, Transaction transaction);

    /** Takes the commit of the transaction that began last in this split. */
    void transactionCommitted(Split split, Transaction transaction);

    /** Takes a change of a table as a whole. */
    void tableChanged(Split split, TableChange change) throws InterruptedException;

    /** Takes a position: it covers all that came before it in its split, and nothing that follows. */
    void advanced(Split split, Position position) throws InterruptedException;
}
