package dev.tributary.binlog.internal.event;

/**
 * The global id of one transaction of MariaDB.
 *
 * @param domain in which the numbers grow, 0 to 2<sup>32</sup>-1
 * @param server that ran it first
 * @param sequence from 1, counted by domain
 */
public record DomainGtid(long domain, long server, long sequence) implements TransactionId {

    /** As the server prints it: {@code domain-server-sequence}. */
    @Override
    public String toString() {
        return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
    }
}
