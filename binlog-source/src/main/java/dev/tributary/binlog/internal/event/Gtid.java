package dev.tributary.binlog.internal.event;

/**
 * The global id of one transaction of MySQL.
 *
 * @param number from 1, counted by source
 */
public record Gtid(GtidSource source, long number) implements TransactionId {

    /** As the server prints it: {@code uuid:number} or {@code uuid:tag:number}. */
    @Override
    public String toString() {
        return source + ":" + number;
    }
}
