package dev.tributary.binlog.internal.event;

/**
 * The transactions that lie before a place in the binlog, in the form of the server's kind. Immutable. Prints as the
 * server prints it.
 */
public sealed interface TransactionSet permits GtidSet, DomainGtids {

    /** Whether no transaction is in it. */
    boolean isEmpty();

    /** Whether all of another set is in it; never so of a set of another server's kind. */
    boolean containsAll(TransactionSet other);

    /**
     * Returns the set with one more transaction.
     *
     * @throws MalformedEventException if that cannot follow
     */
    TransactionSet plus(TransactionId id);

    /** Returns what is in this set and not in the other; all of it if the other is of another server's kind. */
    TransactionSet minus(TransactionSet other);

    /** Returns how many transactions {@link #minus} leaves. */
    long countBeyond(TransactionSet other);

    /** Returns whether this set has a transaction that began where one of the other did: on one server, or in one domain. */
    boolean isRelatedTo(TransactionSet other);

    /**
     * Reads either server's form; empty text is an empty set of MySQL's.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    static TransactionSet parse(String text) {
        return DomainGtids.isForm(text) ? DomainGtids.parse(text) : GtidSet.parse(text);
    }
}
